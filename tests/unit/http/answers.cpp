#include "unit/http/answers.hpp"

namespace mnet::test {

using namespace std::string_literals;

const std::string kOk = "HTTP/1.1 200 OK\r\n";
const std::string kLength5 = "Content-Length: 5\r\n";
const std::string kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string repeat(const std::string &text, unsigned times) {
  std::string result;
  for (unsigned i = 0; i < times; ++i) result += text;
  return result;
}

namespace {

// A header section of exactly `size` bytes, which announces a body of 5.
std::string section_of(std::size_t size) {
  const std::string head = kOk + kLength5 + "X: ";
  const std::string end = "\r\n\r\n";
  return head + std::string(size - head.size() - end.size(), 'x') + end;
}

Answer ok(const char *name, std::string response, std::string body = "hello",
          End end = End::kOpen) {
  return {name, std::move(response), end, MNET_OK, std::move(body)};
}

Answer status(const char *name, unsigned code, std::string response) {
  return {name, std::move(response), End::kClose, MNET_E_HTTP_STATUS, "", code};
}

Answer bad(const char *name, std::string response, std::string body = "",
           mnet_status error = MNET_E_HTTP_PROTOCOL, End end = End::kOpen) {
  return {name, std::move(response), end, error, std::move(body)};
}

}  // namespace

std::vector<Answer> odd_framings() {
  return {
      ok("length", kOk + kLength5 + "\r\nhello"),
      ok("length_zero", kOk + "Content-Length: 0\r\n\r\n", ""),
      ok("length_with_zeros", kOk + "Content-Length: 00005\r\n\r\nhello"),
      ok("length_without_blank", kOk + "Content-Length:5\r\n\r\nhello"),
      ok("length_with_blanks", kOk + "Content-Length: \t 5   \r\n\r\nhello"),
      ok("length_odd_case", kOk + "cOnTeNt-LeNgTh: 5\r\n\r\nhello"),
      ok("excess_is_ignored", kOk + kLength5 + "\r\nhelloEXTRA BYTES"),
      ok("until_close", kOk + "\r\nhello", "hello", End::kClose),
      ok("until_close_empty", kOk + "\r\n", "", End::kClose),
      ok("until_close_1_0", "HTTP/1.0 200 OK\r\n\r\nhello", "hello", End::kClose),
      ok("length_1_0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
      ok("complete_then_reset", kOk + kLength5 + "\r\nhello", "hello", End::kReset),
      ok("chunked", kChunked + "5\r\nhello\r\n0\r\n\r\n"),
      ok("chunked_in_two", kChunked + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
      ok("chunked_bytes", kChunked + "1\r\nh\r\n1\r\ne\r\n1\r\nl\r\n1\r\nl\r\n1\r\no\r\n0\r\n\r\n"),
      ok("chunked_empty", kChunked + "0\r\n\r\n", ""),
      ok("chunked_odd_case", kOk + "transfer-encoding: ChUnKeD\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
      ok("chunked_1_0",
         "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
      ok("chunk_hex_case", kChunked + "a\r\n0123456789\r\nB\r\nabcdefghijk\r\n0\r\n\r\n",
         "0123456789abcdefghijk"),
      ok("chunk_zeros", kChunked + "0005\r\nhello\r\n00000\r\n\r\n"),
      ok("chunk_many_zeros", kChunked + std::string(40, '0') + "5\r\nhello\r\n0\r\n\r\n"),
      ok("chunk_extension", kChunked + "5;a;b=c\r\nhello\r\n0;last\r\n\r\n"),
      ok("chunk_quoted_extension", kChunked + "5;a=\"b;\\\"c\"\r\nhello\r\n0\r\n\r\n"),
      ok("chunk_long_extension",
         kChunked + "5;a=" + std::string(4000, 'e') + "\r\nhello\r\n0\r\n\r\n"),
      ok("trailers", kChunked + "5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n"),
      ok("trailer_cannot_encode", kChunked + "5\r\nhello\r\n0\r\nContent-Encoding: gzip\r\n\r\n"),
      ok("body_like_a_response", kOk + "Content-Length: 19\r\n\r\nHTTP/1.1 404 No\r\n\r\n",
         "HTTP/1.1 404 No\r\n\r\n"),
      ok("binary_body", kOk + "Content-Length: 6\r\n\r\n" + "\0\r\n\xff\0\n"s, "\0\r\n\xff\0\n"s)};
}

std::vector<Answer> odd_headers() {
  return {
      ok("no_reason", "HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello"),
      ok("no_reason_no_blank", "HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello"),
      ok("latin1_reason", "HTTP/1.1 200 D'accord \xe9\r\nContent-Length: 5\r\n\r\nhello"),
      ok("empty_lines_first", "\r\n\r\n" + kOk + kLength5 + "\r\nhello"),
      ok("empty_value", kOk + "X:\r\nY: \r\n" + kLength5 + "\r\nhello"),
      ok("latin1_value", kOk + "X: caf\xe9\r\n" + kLength5 + "\r\nhello"),
      ok("token_characters", kOk + "X!#$%&'*+-.^_`|~9: 1\r\n" + kLength5 + "\r\nhello"),
      ok("repeated_fields", kOk + repeat("Set-Cookie: a=b\r\n", 5) + kLength5 + "\r\nhello"),
      ok("identity", kOk + "Content-Encoding: Identity\r\n" + kLength5 + "\r\nhello"),
      ok("empty_encoding", kOk + "Content-Encoding:\r\n" + kLength5 + "\r\nhello"),
      ok("keep_alive", kOk + "Connection: keep-alive\r\n" + kLength5 + "\r\nhello"),
      ok("close", kOk + "Connection: close\r\n" + kLength5 + "\r\nhello"),
      ok("upgrade_offered",
         kOk + "Upgrade: h2c\r\nConnection: upgrade\r\n" + kLength5 + "\r\nhello"),
      ok("retry_after", kOk + "Retry-After: 3\r\nAge: 0\r\n" + kLength5 + "\r\nhello"),
      ok("long_value", kOk + "X: " + std::string(8000, 'x') + "\r\n" + kLength5 + "\r\nhello"),
      ok("long_name", kOk + std::string(8000, 'n') + ": x\r\n" + kLength5 + "\r\nhello"),
      ok("most_fields",
         kOk + repeat("X: y\r\n", MNET_HTTP_HEADER_FIELDS_MAX - 1) + kLength5 + "\r\nhello"),
      ok("largest_section", section_of(MNET_HTTP_HEADER_BYTES_MAX) + "hello"),
      ok("continue_first", "HTTP/1.1 100 Continue\r\n\r\n" + kOk + kLength5 + "\r\nhello"),
      ok("early_hints", "HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n" + kOk +
                            kLength5 + "\r\nhello"),
      ok("closing_hint",
         "HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n" + kOk + kLength5 + "\r\nhello"),
      ok("unknown_informational", "HTTP/1.1 199 Whatever\r\n\r\n" + kOk + kLength5 + "\r\nhello"),
      ok("most_informational",
         repeat("HTTP/1.1 102 Processing\r\n\r\n", 8) + kOk + kLength5 + "\r\nhello")};
}

std::vector<Answer> other_statuses() {
  return {
      status("created", 201, "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello"),
      status("no_content", 204, "HTTP/1.1 204 No Content\r\n\r\n"),
      status("partial", 206, "HTTP/1.1 206 Partial\r\nContent-Length: 5\r\n\r\nhello"),
      status("moved", 301, "HTTP/1.1 301 Moved\r\nLocation: http://h/new\r\n\r\n"),
      status("found", 302, "HTTP/1.1 302 Found\r\nLocation: ../new\r\nContent-Length: 0\r\n\r\n"),
      status("not_modified", 304, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
      status("not_found", 404, "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"),
      status("not_found_gzip", 404, "HTTP/1.1 404 No\r\nContent-Encoding: gzip\r\n\r\nzzz"),
      status("proxy", 407, "HTTP/1.1 407 Auth\r\n\r\n"),
      status("server", 500, "HTTP/1.0 500 Oops\r\n\r\ntrace"),
      status("unavailable", 503, "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\n\r\n"),
      status("invented", 999, "HTTP/1.1 999 Request denied\r\n\r\n"),
      status("after_continue", 404, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\n\r\n")};
}

std::vector<Answer> hostile_lengths() {
  return {
      bad("negative", kOk + "Content-Length: -5\r\n\r\nhello"),
      bad("plus", kOk + "Content-Length: +5\r\n\r\nhello"),
      bad("hexadecimal", kOk + "Content-Length: 0x5\r\n\r\nhello"),
      bad("empty", kOk + "Content-Length:\r\n\r\nhello"),
      bad("blank", kOk + "Content-Length:   \r\n\r\nhello"),
      bad("text", kOk + "Content-Length: five\r\n\r\nhello"),
      bad("fraction", kOk + "Content-Length: 5.0\r\n\r\nhello"),
      bad("two_numbers", kOk + "Content-Length: 5 5\r\n\r\nhello"),
      bad("list", kOk + "Content-Length: 5, 5\r\n\r\nhello"),
      bad("wraps_64_bits", kOk + "Content-Length: 18446744073709551621\r\n\r\nhello"),
      bad("wraps_far", kOk + "Content-Length: " + std::string(60, '9') + "\r\n\r\nhello"),
      bad("absurdly_many_digits",
          kOk + "Content-Length: " + std::string(100, '0') + "5\r\n\r\nhello"),
      bad("two_to_63", kOk + "Content-Length: 9223372036854775808\r\n\r\nhello", "",
          MNET_E_TOO_LARGE),
      bad("two_to_64_less_1", kOk + "Content-Length: 18446744073709551615\r\n\r\nhello", "",
          MNET_E_TOO_LARGE),
      bad("twice_the_same", kOk + kLength5 + kLength5 + "\r\nhello"),
      bad("two_different", kOk + kLength5 + "Content-Length: 50\r\n\r\nhello"),
      bad("length_then_chunked",
          kOk + kLength5 + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
      bad("chunked_then_length",
          kOk + "Transfer-Encoding: chunked\r\n" + kLength5 + "\r\n5\r\nhello\r\n0\r\n\r\n"),
      bad("gzip_coding", kOk + "Transfer-Encoding: gzip\r\n\r\nhello"),
      bad("gzip_chunked", kOk + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
      bad("chunked_gzip", kOk + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
      bad("chunked_twice",
          kOk + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      bad("identity_coding", kOk + "Transfer-Encoding: identity\r\n\r\nhello"),
      bad("empty_coding", kOk + "Transfer-Encoding:\r\n\r\nhello"),
      bad("nearly_chunked", kOk + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
      bad("vertical_tab_chunked", kOk + "Transfer-Encoding: \x0b"
                                        "chunked\r\n\r\n0\r\n\r\n"),
      bad("gzip_body", kOk + "Content-Encoding: gzip\r\n" + kLength5 + "\r\nhello"),
      bad("listed_encoding", kOk + "Content-Encoding: identity, br\r\n" + kLength5 + "\r\nhello")};
}

std::vector<Answer> hostile_chunks() {
  return {
      bad("negative", kChunked + "-5\r\nhello\r\n0\r\n\r\n"),
      bad("prefixed", kChunked + "0x5\r\nhello\r\n0\r\n\r\n"),
      bad("empty_size", kChunked + "\r\nhello\r\n0\r\n\r\n"),
      bad("no_size", kChunked + ";a=b\r\nhello\r\n0\r\n\r\n"),
      bad("blank_in_size", kChunked + "5 \r\nhello\r\n0\r\n\r\n"),
      bad("blank_before_size", kChunked + " 5\r\nhello\r\n0\r\n\r\n"),
      bad("no_hex", kChunked + "5g\r\nhello\r\n0\r\n\r\n"),
      bad("wraps_64_bits", kChunked + "10000000000000005\r\nhello\r\n0\r\n\r\n"),
      bad("wraps_far", kChunked + std::string(50, 'F') + "\r\nhello\r\n0\r\n\r\n"),
      bad("huge", kChunked + "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n", "", MNET_E_TOO_LARGE),
      bad("two_to_63", kChunked + "8000000000000000\r\nhello\r\n0\r\n\r\n", "", MNET_E_TOO_LARGE),
      bad("sum_wraps", kChunked + "5\r\nhello\r\nFFFFFFFFFFFFFFFB\r\nworld\r\n", "hello",
          MNET_E_TOO_LARGE),
      bad("sum_exceeds_63_bits", kChunked + "5\r\nhello\r\n7FFFFFFFFFFFFFFF\r\nworld\r\n", "hello",
          MNET_E_TOO_LARGE),
      bad("data_without_crlf", kChunked + "5\r\nhello0\r\n\r\n", "hello"),
      bad("data_too_long", kChunked + "5\r\nhello!\r\n0\r\n\r\n", "hello"),
      bad("data_then_lf", kChunked + "5\r\nhello\n0\r\n\r\n", "hello"),
      bad("size_then_lf", kChunked + "5\nhello\r\n0\r\n\r\n"),
      bad("size_then_cr", kChunked + "5\rhello\r\n0\r\n\r\n"),
      bad("nul_in_size", kChunked + "5\0\r\nhello\r\n0\r\n\r\n"s),
      bad("nul_in_extension", kChunked + "5;a=\0\r\nhello\r\n0\r\n\r\n"s),
      bad("lf_in_extension", kChunked + "5;a\nb\r\nhello\r\n0\r\n\r\n"),
      bad("endless_extension", kChunked + "5;" + std::string(5000, 'e')),
      bad("endless_zeros", kChunked + std::string(5000, '0')),
      bad("endless_trailers",
          kChunked + "0\r\n" + repeat("X: " + std::string(990, 'x') + "\r\n", 40), "",
          MNET_E_HTTP_HEADER_TOO_LARGE),
      bad("many_trailers", kChunked + "0\r\n" + repeat("X: y\r\n", 256), "",
          MNET_E_HTTP_HEADER_TOO_LARGE),
      bad("length_in_trailer", kChunked + "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n", "hello"),
      bad("nul_in_trailer", kChunked + "5\r\nhello\r\n0\r\nX: \0\r\n\r\n"s, "hello")};
}

std::vector<Answer> hostile_headers() {
  return {
      bad("garbage", "garbage\r\n\r\n"),
      bad("html", "<html>hello</html>"),
      bad("zeros", std::string(64, '\0')),
      bad("tls_alert", "\x15\x03\x01\x00\x02\x02\x16"s),
      bad("ssh", "SSH-2.0-OpenSSH_9.2\r\n"),
      bad("shoutcast", "ICY 200 OK\r\n\r\nhello"),
      bad("rtsp", "RTSP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
      bad("request", "GET / HTTP/1.1\r\n\r\n"),
      bad("http_2", "HTTP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
      bad("http_0_9", "HTTP/0.9 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
      bad("http_1_2", "HTTP/1.2 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
      bad("http_11_1", "HTTP/11.1 200 OK\r\n\r\n"),
      bad("lower_case", "http/1.1 200 OK\r\n\r\n"),
      bad("status_two_digits", "HTTP/1.1 20 OK\r\n\r\n"),
      bad("status_four_digits", "HTTP/1.1 2000 OK\r\n\r\n"),
      bad("status_099", "HTTP/1.1 099 OK\r\n\r\n"),
      bad("status_000", "HTTP/1.1 000 OK\r\n\r\n"),
      bad("status_negative", "HTTP/1.1 -200 OK\r\n\r\n"),
      bad("status_text", "HTTP/1.1 abc OK\r\n\r\n"),
      bad("status_missing", "HTTP/1.1 \r\n\r\n"),
      bad("nul_in_status_line", "HTTP/1.1 200 O\0K\n\r\n"s),
      bad("nul_in_name", kOk + "X\0Y: z\r\n\r\n"s),
      bad("nul_in_value", kOk + "X: y\0z\r\n\r\n"s),
      bad("nul_after_length", kOk + "Content-Length: 5\0\r\n\r\nhello"s),
      bad("delete_in_value", kOk + "X: y\x7fz\r\n\r\n"),
      bad("fold_with_blank", kOk + "X: y\r\n z\r\n" + kLength5 + "\r\nhello"),
      bad("fold_with_tab", kOk + "Content-Length: 5\r\n\t0\r\n\r\nhello"),
      bad("bare_lf_status", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"),
      bad("bare_lf_field", kOk + "Content-Length: 5\n\r\nhello"),
      bad("bare_lf_end", kOk + "Content-Length: 5\r\n\nhello"),
      bad("bare_cr_in_value", kOk + "X: y\rContent-Length: 5\r\n\r\nhello"),
      bad("blank_before_colon", kOk + "Content-Length : 5\r\n\r\nhello"),
      bad("no_colon", kOk + "Content-Length 5\r\n\r\nhello"),
      bad("no_name", kOk + ": x\r\n\r\n"),
      bad("blank_first", kOk + " X: y\r\n\r\n"),
      bad("bad_name", kOk + "X(1): y\r\n\r\n"),
      bad("latin1_name", kOk + "caf\xe9: y\r\n\r\n"),
      bad("switching", "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n"),
      bad("informational_length",
          "HTTP/1.1 103 Hints\r\nContent-Length: 5\r\n\r\n" + kOk + kLength5 + "\r\nhello"),
      bad("informational_chunked", "HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                       kOk + kLength5 + "\r\nhello"),
      bad("endless_informational", repeat("HTTP/1.1 100 Continue\r\n\r\n", 1000)),
      bad("too_many_fields",
          kOk + repeat("X: y\r\n", MNET_HTTP_HEADER_FIELDS_MAX) + kLength5 + "\r\nhello", "",
          MNET_E_HTTP_HEADER_TOO_LARGE),
      bad("section_too_large", section_of(MNET_HTTP_HEADER_BYTES_MAX + 1) + "hello", "",
          MNET_E_HTTP_HEADER_TOO_LARGE),
      bad("endless_value", kOk + "X: " + std::string(100'000, 'x'), "",
          MNET_E_HTTP_HEADER_TOO_LARGE),
      bad("endless_name", kOk + std::string(100'000, 'x'), "", MNET_E_HTTP_HEADER_TOO_LARGE),
      bad("endless_reason", "HTTP/1.1 200 " + std::string(100'000, 'x'), "",
          MNET_E_HTTP_HEADER_TOO_LARGE),
      bad("endless_empty_lines", repeat("\r\n", 50'000), "", MNET_E_HTTP_HEADER_TOO_LARGE)};
}

std::ostream &operator<<(std::ostream &out, const Answer &answer) { return out << answer.name; }

}  // namespace mnet::test
