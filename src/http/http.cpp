#include "http/http.hpp"

#include "core/assert.hpp"
#include "core/log.hpp"

namespace mnet {
namespace {

constexpr std::uint32_t kResolveTimeoutMs = 5'000;
constexpr std::uint32_t kConnectTimeoutMs = 10'000;
constexpr std::uint32_t kSendTimeoutMs = 10'000;
constexpr std::uint32_t kHeadersTimeoutMs = 30'000;
constexpr std::uint32_t kBodyIdleTimeoutMs = 30'000;

// Framing is parsed from private copies of this size: large while only header comes, small between
// chunks, where most of what follows is body and would be copied in vain.
constexpr std::size_t kHeaderCopyBytes = 512;
constexpr std::size_t kChunkCopyBytes = 32;
// Parsing costs more a byte than passing on: what one step may parse.
constexpr std::size_t kHeaderBytesPerStep = 4 * 1024;
constexpr std::size_t kChunkBytesPerStep = 4 * 1024;
// A piece costs at least as much as this many bytes.
constexpr std::size_t kPieceCost = 64;
// A body in very small segments costs by the piece, not by the byte.
constexpr unsigned kPiecesPerStep = 192;
// Turns of the state machine in one step: every state once, and each address refused at once.
constexpr unsigned kTurnsPerStep = 8 + MNET_HTTP_ADDRESSES_MAX;

std::uint64_t ticks_or_default(TickRate rate, std::uint32_t ms, std::uint32_t default_ms) {
  return rate.from_ms(ms != 0 ? ms : default_ms);
}

}  // namespace

Status HttpRequest::check_config(const mnet_http_config &config) {
  if (config.flags != 0 || config.url == nullptr) return MNET_E_INVALID;
  if (config.fallback_count > MNET_HTTP_ADDRESSES_MAX) return MNET_E_INVALID;
  if (config.fallback_count > 0 && config.fallback_addresses == nullptr) return MNET_E_INVALID;
  if (config.user_agent != nullptr && !is_valid_user_agent(config.user_agent)) {
    return MNET_E_INVALID;
  }
  return MNET_OK;
}

Status HttpRequest::begin(Net &net, const mnet_http_config &config, std::uint64_t now) {
  Url url;
  const char *why = nullptr;
  const Status status = parse_url(config.url, url, &why);
  if (failed(status)) {
    LogLine(net_platform(net), MNET_LOG_ERROR).text("http: ").text(why);
    return status;
  }
  net_ = &net;
  sink_ = config.sink;
  sink_context_ = config.sink_context;
  rate_ = net_rate(net);
  max_bytes_ = config.max_bytes;
  step_bytes_ = config.step_bytes != 0 ? config.step_bytes : kHttpStepBytesDefault;
  set_timeouts(config);
  port_ = url.port;
  __builtin_memcpy(host_, url.host, sizeof(host_));
  request_length_ = write_request(url, config.user_agent, request_);
  address_count_ = config.fallback_count;
  for (std::uint32_t i = 0; i < address_count_; ++i) addresses_[i] = config.fallback_addresses[i];

  begun_at_ = now;
  last_step_ = now;
  if (config.total_timeout_ms != 0) {
    total_deadline_.arm(now, rate_.from_ms(config.total_timeout_ms));
  }
  state_ = MNET_HTTP_RESOLVING;  // its deadline is armed once the network is ready
  state_since_ = now;
  return MNET_OK;
}

void HttpRequest::set_timeouts(const mnet_http_config &config) {
  timeouts_ = {
      ticks_or_default(rate_, config.resolve_timeout_ms, kResolveTimeoutMs),
      ticks_or_default(rate_, config.connect_timeout_ms, kConnectTimeoutMs),
      ticks_or_default(rate_, config.send_timeout_ms, kSendTimeoutMs),
      ticks_or_default(rate_, config.headers_timeout_ms, kHeadersTimeoutMs),
      ticks_or_default(rate_, config.body_idle_timeout_ms, kBodyIdleTimeoutMs),
  };
}

Status HttpRequest::step(std::uint64_t now) {
  if (in_sink_) return MNET_E_REENTRANT;
  if (result_ != MNET_PENDING) return result_;
  last_step_ = now;
  // These two are for good; of everything else a connection may recover.
  const Status network = net_status(*net_);
  if (network == MNET_E_STATE || network == MNET_E_NO_NIC) {
    fail(network, network == MNET_E_STATE ? "the stack was shut down" : "no NIC is usable");
  } else if (total_deadline_.passed(now)) {
    fail(MNET_E_TIMEOUT, "the deadline of the whole request passed");
  }
  for (unsigned turn = 0; turn < kTurnsPerStep && result_ == MNET_PENDING; ++turn) {
    if (advance(now) == Turn::kWait) break;
  }
  measure(now);
  return result_;
}

HttpRequest::Turn HttpRequest::advance(std::uint64_t now) {
  switch (state_) {
    case MNET_HTTP_RESOLVING:
      return resolve(now);
    case MNET_HTTP_CONNECTING:
      return connect(now);
    case MNET_HTTP_SENDING:
      return send(now);
    case MNET_HTTP_HEADERS:
      return receive_headers(now);
    case MNET_HTTP_BODY:
      return receive_body(now);
    case MNET_HTTP_IDLE:
    case MNET_HTTP_DONE:
    case MNET_HTTP_FAILED:
      break;
  }
  return Turn::kWait;
}

Status HttpRequest::cancel() {
  if (in_sink_) return MNET_E_REENTRANT;
  if (result_ == MNET_PENDING) fail(MNET_E_CANCELLED, "cancelled");
  return MNET_OK;
}

// Keeps the times that progress reports; the wait for the network is nobody's resolving.
void HttpRequest::measure(std::uint64_t now) {
  if (state_ == MNET_HTTP_RESOLVING && net_was_ready_) resolve_ticks_ = now - state_since_;
  if (state_ == MNET_HTTP_CONNECTING) connect_ticks_ = now - state_since_;
}

void HttpRequest::enter(mnet_http_state state, std::uint64_t now, std::uint64_t timeout) {
  measure(now);
  if (state != state_) state_since_ = now;
  state_ = state;
  phase_deadline_.arm(now, timeout);
}

HttpRequest::Turn HttpRequest::fail(Status error, const char *reason) {
  if (detail_[0] == '\0') detail().text(reason);
  failed_state_ = state_;
  measure(last_step_);
  state_ = MNET_HTTP_FAILED;
  release();
  result_ = error;
  return Turn::kWait;
}

void HttpRequest::release() {
  if (query_.status == MNET_PENDING) name_query_cancel(query_);
  if (connection_open_) tcp_connection_abort(connection_);
  connection_open_ = false;
}

// --- resolving ---------------------------------------------------------------------------------

HttpRequest::Turn HttpRequest::resolve(std::uint64_t now) {
  if (!net_was_ready_) {
    const Status network = net_status(*net_);
    if (failed(network)) return fail(network, "the network did not come up");
    if (network == MNET_PENDING) return Turn::kWait;
    net_was_ready_ = true;
    state_since_ = now;
    phase_deadline_.arm(now, timeouts_.resolve);
    name_query_begin(*net_, query_, host_);
  }
  switch (query_.status) {
    case MNET_OK:
      addresses_[0] = query_.address;
      address_count_ = 1;
      enter(MNET_HTTP_CONNECTING, now, timeouts_.connect);
      return Turn::kAgain;
    case MNET_PENDING:
      break;
    case MNET_E_BUSY:
      name_query_begin(*net_, query_, host_);
      break;
    case MNET_E_DNS_TIMEOUT:
    case MNET_E_DNS_NO_SERVER:
      return use_fallback(query_.status, now);
    default:
      detail().text("looking up ").text(host_);
      return fail(query_.status);
  }
  if (!phase_deadline_.passed(now)) return Turn::kWait;
  return use_fallback(MNET_E_DNS_TIMEOUT, now);
}

HttpRequest::Turn HttpRequest::use_fallback(Status dns_result, std::uint64_t now) {
  release();
  if (address_count_ == 0) {
    detail().text("looking up ").text(host_);
    return fail(dns_result);
  }
  LogLine(net_platform(*net_), MNET_LOG_WARN)
      .text("http: no DNS answer, trying the configured addresses of ")
      .text(host_);
  enter(MNET_HTTP_CONNECTING, now, timeouts_.connect);
  return Turn::kAgain;
}

// --- connecting --------------------------------------------------------------------------------

HttpRequest::Turn HttpRequest::connect(std::uint64_t now) {
  if (!connection_open_) return open_connection(now);
  if (connection_.status == MNET_OK) {
    enter(MNET_HTTP_SENDING, now, timeouts_.send);
    return Turn::kAgain;
  }
  if (connection_.status != MNET_PENDING) return next_address(connection_.status, now);
  if (phase_deadline_.passed(now)) return next_address(MNET_E_CONNECT_TIMEOUT, now);
  return Turn::kWait;
}

HttpRequest::Turn HttpRequest::open_connection(std::uint64_t now) {
  const Status status = tcp_connection_open(*net_, connection_, addresses_[address_index_], port_);
  connection_open_ = status != MNET_E_NO_MEMORY;
  if (connection_open_) return Turn::kAgain;
  // A connection of an earlier request is still being closed; its end is a matter of time.
  connection_ = TcpConnection();
  if (!phase_deadline_.passed(now)) return Turn::kWait;
  return fail(status, "the stack has no connection left");
}

HttpRequest::Turn HttpRequest::next_address(Status error, std::uint64_t now) {
  release();
  connection_ = TcpConnection();
  if (address_index_ + 1 < address_count_) {
    ++address_index_;
    phase_deadline_.arm(now, timeouts_.connect);
    return Turn::kAgain;
  }
  TextWriter writer = detail();
  writer.text("connecting to ").ipv4(addresses_[address_index_].octet);
  writer.character(':').decimal(port_);
  if (address_count_ > 1) writer.text(", the last of ").decimal(address_count_);
  // Before the handshake there is nothing to reset: the server's RST means that it refuses.
  return fail(error == MNET_E_CONNECTION_RESET ? MNET_E_CONNECT_REFUSED : error);
}

// --- sending -----------------------------------------------------------------------------------

HttpRequest::Turn HttpRequest::send(std::uint64_t now) {
  if (failed(connection_.status)) return fail(connection_.status, "while sending the request");
  const auto *bytes = reinterpret_cast<const std::uint8_t *>(request_);
  const std::size_t taken =
      tcp_connection_send(connection_, {bytes + request_sent_, request_length_ - request_sent_});
  MNET_ASSERT(taken <= request_length_ - request_sent_);
  request_sent_ += taken;
  if (request_sent_ == request_length_) {
    reader_.reset(max_bytes_);
    enter(MNET_HTTP_HEADERS, now, timeouts_.headers);
    return Turn::kAgain;
  }
  if (phase_deadline_.passed(now)) return fail(MNET_E_TIMEOUT, "the request could not be sent");
  return Turn::kWait;
}

// --- receiving ---------------------------------------------------------------------------------

HttpRequest::Turn HttpRequest::receive_headers(std::uint64_t now) {
  std::size_t budget = kHeaderBytesPerStep;
  while (budget > 0 && state_ == MNET_HTTP_HEADERS && result_ == MNET_PENDING) {
    if (feed_framing(kHeaderCopyBytes, budget, now) == Turn::kWait) return Turn::kWait;
  }
  // The deadline holds even against a server that keeps sending.
  if (state_ == MNET_HTTP_HEADERS && phase_deadline_.passed(now)) {
    return fail(MNET_E_TIMEOUT, "the header section did not end in time");
  }
  return state_ == MNET_HTTP_BODY ? Turn::kAgain : Turn::kWait;
}

HttpRequest::Turn HttpRequest::receive_body(std::uint64_t now) {
  std::size_t body_budget = step_bytes_;
  std::size_t framing_budget = kChunkBytesPerStep;
  for (unsigned piece = 0; piece < kPiecesPerStep && result_ == MNET_PENDING; ++piece) {
    if (body_budget == 0 || framing_budget == 0) break;
    const Turn turn = reader_.body_next() > 0 ? feed_sink(body_budget, now)
                                              : feed_framing(kChunkCopyBytes, framing_budget, now);
    if (turn == Turn::kWait) break;
  }
  return Turn::kWait;
}

// Parses the next framing bytes from a private copy, and consumes what was framing.
HttpRequest::Turn HttpRequest::feed_framing(std::size_t copy_bytes, std::size_t &budget,
                                            std::uint64_t now) {
  const auto span = tcp_connection_peek(connection_);
  if (span.empty()) return no_more_data(now);
  if (!first_byte_seen_) {
    first_byte_seen_ = true;
    first_byte_ticks_ = now - begun_at_;
  }
  char copy[kHeaderCopyBytes];
  const std::size_t length = span.size() < copy_bytes ? span.size() : copy_bytes;
  __builtin_memcpy(copy, span.data(), length);
  const ResponseReader::Fed fed = reader_.feed(copy, length);
  tcp_connection_consume(connection_, fed.consumed);
  const std::size_t cost = length > kPieceCost ? length : kPieceCost;
  budget -= budget < cost ? budget : cost;
  return on_event(fed.event, now);
}

HttpRequest::Turn HttpRequest::on_event(ResponseReader::Event event, std::uint64_t now) {
  switch (event) {
    case ResponseReader::Event::kHeaders:
      enter(MNET_HTTP_BODY, now, timeouts_.idle);
      break;
    case ResponseReader::Event::kComplete:
      finish();
      break;
    case ResponseReader::Event::kError:
      return fail_response();
    case ResponseReader::Event::kMore:
    case ResponseReader::Event::kBody:
      break;
  }
  return Turn::kAgain;
}

// Offers body bytes where they lie. What the sink leaves stays in the receive window.
HttpRequest::Turn HttpRequest::feed_sink(std::size_t &budget, std::uint64_t now) {
  const auto span = tcp_connection_peek(connection_);
  if (span.empty()) return no_more_data(now);
  phase_deadline_.arm(now, timeouts_.idle);  // the server is not silent, whatever the sink does
  std::uint64_t offered = span.size() < budget ? span.size() : budget;
  if (offered > reader_.body_next()) offered = reader_.body_next();
  auto accepted = static_cast<std::int64_t>(offered);
  if (sink_ != nullptr) {
    in_sink_ = true;
    accepted = sink_(sink_context_, received_, span.data(), static_cast<std::uint32_t>(offered));
    in_sink_ = false;
  }
  if (accepted < 0 || static_cast<std::uint64_t>(accepted) > offered) {
    sink_status_ = accepted;
    return fail(MNET_E_SINK, accepted < 0 ? "the sink reported an error"
                                          : "the sink took more than it was offered");
  }
  if (accepted == 0) return Turn::kWait;
  const auto taken = static_cast<std::size_t>(accepted);
  const ResponseReader::Event event = reader_.body_taken(span.data(), taken);
  tcp_connection_consume(connection_, taken);
  received_ += taken;
  budget -= taken;
  const Turn turn = on_event(event, now);
  return taken < offered ? Turn::kWait : turn;
}

// Nothing is waiting to be read: is that the end, a broken connection, or just now?
HttpRequest::Turn HttpRequest::no_more_data(std::uint64_t now) {
  if (tcp_connection_at_end(connection_)) {
    if (!failed(reader_.end_of_stream())) {
      finish();
      return Turn::kWait;
    }
    TextWriter writer = detail();
    writer.text("the server closed the connection ");
    if (state_ == MNET_HTTP_HEADERS) {
      writer.text(first_byte_seen_ ? "within the header section" : "without an answer");
    } else {
      writer.text("after ").decimal(received_);
      if (reader_.length_known()) writer.text(" of ").decimal(reader_.total_bytes());
      writer.text(" bytes");
    }
    return fail(MNET_E_TRUNCATED);
  }
  if (failed(connection_.status)) {
    TextWriter writer = detail();
    writer.text("after ").decimal(received_).text(" bytes of body");
    return fail(connection_.status);
  }
  if (phase_deadline_.passed(now)) {
    return fail(MNET_E_TIMEOUT, state_ == MNET_HTTP_HEADERS ? "waiting for the header section"
                                                            : "silence within the body");
  }
  return Turn::kWait;
}

HttpRequest::Turn HttpRequest::fail_response() {
  TextWriter writer = detail();
  if (reader_.error() == MNET_E_HTTP_STATUS) {
    writer.text("the server answered ").decimal(reader_.status());
    if (reader_.location()[0] != '\0') writer.text(", location ").text(reader_.location());
  } else {
    writer.text(reader_.reason());
    if (reader_.subject()[0] != '\0') writer.text(": ").text(reader_.subject());
  }
  return fail(reader_.error());
}

void HttpRequest::finish() {
  tcp_connection_close(connection_);
  connection_open_ = false;
  state_ = MNET_HTTP_DONE;
  result_ = MNET_OK;
}

void HttpRequest::fill_progress(mnet_http_progress &progress) const {
  progress.state = state_;
  progress.failed_state = failed_state_;
  progress.error = failed(result_) ? result_ : MNET_OK;
  progress.sink_status = sink_status_;
  progress.http_status = reader_.status();
  progress.length_known = reader_.length_known();
  progress.received_bytes = received_;
  progress.total_bytes = reader_.total_bytes();
  const bool has_address = state_ >= MNET_HTTP_CONNECTING && failed_state_ != MNET_HTTP_RESOLVING;
  if (has_address) progress.address = addresses_[address_index_];
  progress.port = port_;
  progress.resolve_ticks = resolve_ticks_;
  progress.connect_ticks = connect_ticks_;
  progress.first_byte_ticks = first_byte_ticks_;
  progress.total_ticks = last_step_ - begun_at_;
  __builtin_memcpy(progress.detail, detail_, sizeof(progress.detail));
}

const char *http_state_name(std::uint32_t state) {
  static constexpr const char *kNames[] = {"idle",    "resolving", "connecting", "sending",
                                           "headers", "body",      "done",       "failed"};
  return state < sizeof(kNames) / sizeof(kNames[0]) ? kNames[state] : "unknown";
}

}  // namespace mnet
