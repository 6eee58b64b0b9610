#include "http/response.hpp"

#include <llhttp.h>

#include <new>

#include "core/assert.hpp"
#include "core/text.hpp"

namespace mnet {
namespace {

constexpr std::uint64_t kBodyMax = 0x7FFF'FFFF'FFFF'FFFF;
constexpr int kGoOn = 0;
constexpr int kRefused = -1;

llhttp_t &parser_in(unsigned char *storage) { return *reinterpret_cast<llhttp_t *>(storage); }

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

// What llhttp calls, in the order of a response.
struct ResponseReader::Callbacks {
  static ResponseReader &reader(llhttp_t *parser) {
    return *static_cast<ResponseReader *>(parser->data);
  }
  static int pause(llhttp_t *parser, Pause at) {
    reader(parser).pause_ = at;
    return HPE_PAUSED;
  }
  static int on_field(llhttp_t *parser, const char *data, std::size_t length) {
    return reader(parser).field_bytes(data, length) ? kGoOn : kRefused;
  }
  static int on_field_complete(llhttp_t *parser) {
    return reader(parser).field_complete() ? kGoOn : kRefused;
  }
  static int on_value(llhttp_t *parser, const char *data, std::size_t length) {
    reader(parser).value_bytes(data, length);
    return kGoOn;
  }
  static int on_value_complete(llhttp_t *parser) {
    return reader(parser).value_complete() ? kGoOn : kRefused;
  }
  static int on_headers_complete(llhttp_t *parser) { return pause(parser, Pause::kHeaders); }
  static int on_chunk_header(llhttp_t *parser) { return pause(parser, Pause::kChunk); }
  static int on_message_complete(llhttp_t *parser) { return pause(parser, Pause::kMessage); }

  static const llhttp_settings_t kSettings;
};

constinit const llhttp_settings_t ResponseReader::Callbacks::kSettings = [] {
  llhttp_settings_t settings = {};
  settings.on_header_field = on_field;
  settings.on_header_field_complete = on_field_complete;
  settings.on_header_value = on_value;
  settings.on_header_value_complete = on_value_complete;
  settings.on_headers_complete = on_headers_complete;
  settings.on_chunk_header = on_chunk_header;
  settings.on_message_complete = on_message_complete;
  return settings;
}();

void ResponseReader::reset(std::uint64_t max_bytes) {
  *this = ResponseReader();
  max_bytes_ = max_bytes != 0 && max_bytes < kBodyMax ? max_bytes : kBodyMax;
  start_message();
}

void ResponseReader::start_message() {
  static_assert(sizeof(llhttp_t) <= kParserBytes && alignof(llhttp_t) <= 8);
  auto *parser = new (parser_) llhttp_t();
  llhttp_init(parser, HTTP_RESPONSE, &Callbacks::kSettings);
  parser->data = this;
  phase_ = Phase::kHeaders;
  content_lengths_ = 0;
  transfer_encodings_ = 0;
  chunked_ = false;
  encoded_ = false;
  subject_[0] = '\0';
  location_[0] = '\0';
}

ResponseReader::Event ResponseReader::fail(Status error, const char *reason) {
  refuse(error, reason);
  phase_ = Phase::kFailed;
  body_next_ = 0;
  return Event::kError;
}

// The first complaint is the cause; llhttp's own, that a callback refused, is only its echo.
bool ResponseReader::refuse(Status error, const char *reason) {
  if (error_ == MNET_OK) {
    error_ = error;
    reason_ = reason;
  }
  return false;
}

// Framing bytes that may still come before a limit is reached. Counting whole bytes, not reads,
// makes the verdict independent of how the network cut the response into pieces.
std::size_t ResponseReader::allowance() const {
  if (phase_ == Phase::kChunkLine) return kChunkLineMax - chunk_line_bytes_;
  return MNET_HTTP_HEADER_BYTES_MAX - header_bytes_;
}

void ResponseReader::count_framing(std::size_t bytes) {
  auto &counter = phase_ == Phase::kChunkLine ? chunk_line_bytes_ : header_bytes_;
  counter += static_cast<std::uint32_t>(bytes);
}

ResponseReader::Fed ResponseReader::feed(const char *data, std::size_t length) {
  MNET_ASSERT(body_next_ == 0 && phase_ != Phase::kDone && phase_ != Phase::kFailed);
  if (phase_ == Phase::kBody) {  // until the server closes, and the limit is used up
    return {0, fail(MNET_E_TOO_LARGE, "the body exceeds the limit")};
  }
  const std::size_t allowed = allowance();
  if (allowed == 0) {
    if (phase_ == Phase::kChunkLine) {
      return {0, fail(MNET_E_HTTP_PROTOCOL, "the chunk extensions exceed 4096 bytes")};
    }
    return {0, fail(MNET_E_HTTP_HEADER_TOO_LARGE, "the header section exceeds 32768 bytes")};
  }
  if (length > allowed) length = allowed;

  llhttp_t &parser = parser_in(parser_);
  pause_ = Pause::kNone;
  const llhttp_errno_t result = llhttp_execute(&parser, data, length);
  if (result == HPE_OK) {
    count_framing(length);
    return {length, Event::kMore};
  }
  if (result != HPE_PAUSED) return {0, fail(MNET_E_HTTP_PROTOCOL, parser.reason)};
  const auto consumed = static_cast<std::size_t>(parser.error_pos - data);
  MNET_ASSERT(consumed <= length);
  count_framing(consumed);
  llhttp_resume(&parser);
  return {consumed, after_pause()};
}

ResponseReader::Event ResponseReader::after_pause() {
  switch (pause_) {
    case Pause::kHeaders:
      return after_headers();
    case Pause::kChunk:
      return begin_chunk();
    case Pause::kMessage:
      phase_ = Phase::kDone;
      return Event::kComplete;
    case Pause::kNone:
      break;
  }
  return fail(MNET_E_HTTP_PROTOCOL, "the parser stopped without a cause");
}

ResponseReader::Event ResponseReader::after_headers() {
  const llhttp_t &parser = parser_in(parser_);
  if (parser.http_major != 1 || parser.status_code < 100) {
    return fail(MNET_E_HTTP_PROTOCOL, "the status line is not of HTTP/1.x");
  }
  if (parser.status_code < 200) return skip_informational();
  status_ = parser.status_code;
  if (status_ != 200) return fail(MNET_E_HTTP_STATUS, "");
  return choose_framing();
}

// A 1xx response has no body (RFC 9110 section 15.2), so one that claims a length is a lie about
// where the final response begins.
ResponseReader::Event ResponseReader::skip_informational() {
  if (parser_in(parser_).status_code == 101) {
    return fail(MNET_E_HTTP_PROTOCOL, "the server switches protocols unasked");
  }
  if (content_lengths_ != 0 || transfer_encodings_ != 0) {
    return fail(MNET_E_HTTP_PROTOCOL, "an informational response claims a body");
  }
  if (++informational_ > MNET_HTTP_INFORMATIONAL_MAX) {
    return fail(MNET_E_HTTP_PROTOCOL, "more than 8 informational responses");
  }
  start_message();
  return Event::kMore;
}

// RFC 9112 section 6.3, without its leniency: what other readers could take for another length is
// refused.
ResponseReader::Event ResponseReader::choose_framing() {
  if (encoded_) return fail(MNET_E_HTTP_PROTOCOL, "an encoded body was not asked for");
  if (transfer_encodings_ > 0) {
    if (content_lengths_ > 0) {
      return fail(MNET_E_HTTP_PROTOCOL, "both Content-Length and Transfer-Encoding");
    }
    if (transfer_encodings_ > 1 || !chunked_) {
      return fail(MNET_E_HTTP_PROTOCOL, "a transfer coding other than chunked");
    }
    framing_ = Framing::kChunked;
    phase_ = Phase::kChunkLine;
    return Event::kHeaders;
  }
  if (content_lengths_ == 0) {
    framing_ = Framing::kUntilClose;
    phase_ = Phase::kBody;
    body_next_ = max_bytes_;
    return Event::kHeaders;
  }
  if (content_lengths_ > 1 || content_length_ != parser_in(parser_).content_length) {
    return fail(MNET_E_HTTP_PROTOCOL, "contradictory Content-Length");
  }
  framing_ = Framing::kLength;
  total_ = content_length_;
  if (total_ > max_bytes_) return fail(MNET_E_TOO_LARGE, "Content-Length exceeds the limit");
  body_next_ = total_;
  phase_ = total_ == 0 ? Phase::kDone : Phase::kBody;
  return total_ == 0 ? Event::kComplete : Event::kHeaders;
}

ResponseReader::Event ResponseReader::begin_chunk() {
  chunk_line_bytes_ = 0;
  const std::uint64_t size = parser_in(parser_).content_length;
  if (size == 0) {
    phase_ = Phase::kTrailers;
    return Event::kMore;
  }
  if (size > max_bytes_ - total_) return fail(MNET_E_TOO_LARGE, "the chunks exceed the limit");
  total_ += size;
  body_next_ = size;
  phase_ = Phase::kBody;
  return Event::kBody;
}

ResponseReader::Event ResponseReader::body_taken_further(const void *data, std::size_t length) {
  MNET_ASSERT(phase_ == Phase::kBody && length <= body_next_);
  body_next_ -= length;
  switch (framing_) {
    case Framing::kLength:
      phase_ = Phase::kDone;
      return Event::kComplete;
    case Framing::kChunked: {
      // Inside a chunk the parser only counts; it does not look at the bytes.
      llhttp_t &parser = parser_in(parser_);
      if (llhttp_execute(&parser, static_cast<const char *>(data), length) != HPE_OK) {
        return fail(MNET_E_HTTP_PROTOCOL, parser.reason);
      }
      if (body_next_ > 0) return Event::kBody;
      phase_ = Phase::kChunkLine;
      return Event::kMore;
    }
    case Framing::kUntilClose:
      return Event::kBody;
    case Framing::kUnknown:
      break;
  }
  return fail(MNET_E_HTTP_PROTOCOL, "body before its framing");
}

Status ResponseReader::end_of_stream() {
  if (phase_ == Phase::kDone) return MNET_OK;
  if (phase_ == Phase::kBody && framing_ == Framing::kUntilClose) {
    phase_ = Phase::kDone;
    body_next_ = 0;
    return MNET_OK;
  }
  fail(MNET_E_TRUNCATED, "the server closed the connection too early");
  return error_;
}

bool ResponseReader::field_bytes(const char *data, std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) {
    // Room for more than the longest name that matters, so that longer ones stay different.
    if (name_length_ < kNameMax) name_[name_length_++] = to_lower(data[i]);
  }
  return true;
}

bool ResponseReader::field_complete() {
  static constexpr struct {
    const char *name;
    Field field;
  } kKnown[] = {{"content-length", Field::kContentLength},
                {"transfer-encoding", Field::kTransferEncoding},
                {"content-encoding", Field::kContentEncoding},
                {"location", Field::kLocation}};
  field_ = Field::kOther;
  for (const auto &known : kKnown) {
    if (text_length(known.name) == name_length_ &&
        __builtin_memcmp(known.name, name_, name_length_) == 0) {
      field_ = known.field;
    }
  }
  name_length_ = 0;
  value_length_ = 0;
  value_cut_ = false;
  if (++fields_ > MNET_HTTP_HEADER_FIELDS_MAX) {
    return refuse(MNET_E_HTTP_HEADER_TOO_LARGE, "more than 256 header fields");
  }
  return true;
}

void ResponseReader::value_bytes(const char *data, std::size_t length) {
  if (field_ == Field::kOther) return;
  for (std::size_t i = 0; i < length; ++i) {
    if (value_length_ + 1 < kValueMax) {
      value_[value_length_++] = data[i];
    } else {
      value_cut_ = true;
    }
  }
}

bool ResponseReader::value_complete() {
  if (phase_ == Phase::kTrailers) return true;  // too late to say anything about the body
  while (value_length_ > 0 && is_blank(value_[value_length_ - 1])) --value_length_;
  switch (field_) {
    case Field::kContentLength:
      return record_content_length();
    case Field::kTransferEncoding:
      ++transfer_encodings_;
      chunked_ = value_is("chunked");
      if (!chunked_) keep_value(subject_);
      break;
    case Field::kContentEncoding:
      if (value_length_ > 0 && !value_is("identity")) {
        encoded_ = true;
        keep_value(subject_);
      }
      break;
    case Field::kLocation:
      keep_value(location_);
      break;
    case Field::kOther:
      break;
  }
  return true;
}

// A second reading of the number, to compare with the parser's.
bool ResponseReader::record_content_length() {
  ++content_lengths_;
  content_length_ = 0;
  if (value_cut_ || value_length_ == 0) {
    return refuse(MNET_E_HTTP_PROTOCOL, "unusable Content-Length");
  }
  for (std::size_t i = 0; i < value_length_; ++i) {
    const auto digit = static_cast<std::uint64_t>(value_[i] - '0');
    if (value_[i] < '0' || value_[i] > '9') {
      return refuse(MNET_E_HTTP_PROTOCOL, "Content-Length is not a number");
    }
    if (content_length_ > (~std::uint64_t{0} - digit) / 10) {
      return refuse(MNET_E_HTTP_PROTOCOL, "Content-Length exceeds 64 bits");
    }
    content_length_ = content_length_ * 10 + digit;
  }
  return true;
}

// Goes to a person's screen: nothing but visible ASCII.
void ResponseReader::keep_value(char (&text)[kValueMax]) const {
  for (std::size_t i = 0; i < value_length_; ++i) {
    const char c = value_[i];
    text[i] = c >= 0x20 && c < 0x7F ? c : '?';
  }
  text[value_length_] = '\0';
}

bool ResponseReader::value_is(const char *lower_case) const {
  if (value_cut_ || text_length(lower_case) != value_length_) return false;
  for (std::size_t i = 0; i < value_length_; ++i) {
    if (to_lower(value_[i]) != lower_case[i]) return false;
  }
  return true;
}

}  // namespace mnet
