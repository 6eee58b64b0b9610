#include "download/download.hpp"

#include <new>

#include "core/assert.hpp"
#include "core/log.hpp"

namespace mnet {
namespace {

constexpr std::uint32_t kAttempts = 3;
constexpr std::uint32_t kLinkTimeoutMs = 15'000;
constexpr std::uint32_t kLeaseTimeoutMs = 30'000;
constexpr std::uint32_t kBackoffMs = 500;
constexpr std::uint32_t kBackoffMaxMs = 8'000;
// Link, lease, attempt and transfer can all be passed at once when the network is up already.
constexpr unsigned kTurnsPerStep = 6;

constexpr std::uint32_t kKnownFlags = MNET_DOWNLOAD_VERIFY_SHA256 | MNET_DOWNLOAD_DIGEST_SHA256;

std::uint32_t or_default(std::uint32_t value, std::uint32_t default_value) {
  return value != 0 ? value : default_value;
}

// Whether another attempt could end differently: nobody answered, or the connection broke.
bool worth_retrying(Status error, std::uint32_t http_status) {
  switch (error) {
    case MNET_E_DNS_TIMEOUT:
    case MNET_E_CONNECT_TIMEOUT:
    case MNET_E_CONNECT_REFUSED:
    case MNET_E_CONNECTION_RESET:
    case MNET_E_TRUNCATED:
    case MNET_E_TIMEOUT:
    case MNET_E_UNREACHABLE:
    case MNET_E_NO_ADDRESS:
    case MNET_E_NO_MEMORY:
    case MNET_E_LINK_DOWN:
      return true;
    case MNET_E_HTTP_STATUS:
      return http_status >= 500 && http_status <= 599;
    default:
      return false;
  }
}

}  // namespace

Status Download::check_config(const mnet_download_config &config) {
  if (config.url == nullptr || (config.flags & ~kKnownFlags) != 0) return MNET_E_INVALID;
  if (config.destination != nullptr && config.sink != nullptr) return MNET_E_INVALID;
  if (config.destination != nullptr && config.destination_size == 0) return MNET_E_INVALID;
  if (config.attempts > MNET_DOWNLOAD_ATTEMPTS_MAX) return MNET_E_INVALID;
  if (config.fallback_count > MNET_HTTP_ADDRESSES_MAX) return MNET_E_INVALID;
  if (config.fallback_count > 0 && config.fallback_addresses == nullptr) return MNET_E_INVALID;
  return MNET_OK;
}

Status Download::begin(Net &net, const mnet_download_config &config, std::uint64_t now) {
  Url url;
  const char *why = nullptr;
  if (failed(parse_url(config.url, url, &why))) {
    LogLine(net_platform(net), MNET_LOG_ERROR).text("download: ").text(why);
    return MNET_E_URL;
  }
  net_ = &net;
  rate_ = net_rate(net);
  destination_ = config.destination;
  destination_size_ = config.destination_size;
  sink_ = config.sink;
  sink_context_ = config.sink_context;
  verifying_ = (config.flags & MNET_DOWNLOAD_VERIFY_SHA256) != 0;
  hashing_ = verifying_ || (config.flags & MNET_DOWNLOAD_DIGEST_SHA256) != 0;
  if (hashing_) choose_engine();
  __builtin_memcpy(expected_, config.sha256, sizeof(expected_));
  attempts_ = or_default(config.attempts, kAttempts);
  backoff_ = rate_.from_ms(or_default(config.backoff_ms, kBackoffMs));
  link_timeout_ = rate_.from_ms(or_default(config.link_timeout_ms, kLinkTimeoutMs));
  lease_timeout_ = rate_.from_ms(or_default(config.lease_timeout_ms, kLeaseTimeoutMs));
  TextWriter(url_).text(config.url);
  for (std::uint32_t i = 0; i < config.fallback_count; ++i) {
    fallback_[i] = config.fallback_addresses[i];
  }
  prepare_http(config);
  begun_at_ = now;
  last_step_ = now;
  if (config.total_timeout_ms != 0) {
    total_deadline_.arm(now, rate_.from_ms(config.total_timeout_ms));
  }
  enter(MNET_DOWNLOAD_LINK, now, link_timeout_);
  return MNET_OK;
}

void Download::choose_engine() {
  engine_ = &sha256_engine(net_platform(*net_)->cpu_flags);
  LogLine(net_platform(*net_), MNET_LOG_DEBUG).text("download: SHA-256 by ").text(engine_->name);
}

// Every attempt begins its request with this; deadlines that are 0 have the request's defaults.
void Download::prepare_http(const mnet_download_config &config) {
  http_config_.size = sizeof(http_config_);
  http_config_.url = url_;
  const bool body_is_used = destination_ != nullptr || sink_ != nullptr || hashing_;
  http_config_.sink = body_is_used ? store : nullptr;
  http_config_.sink_context = this;
  http_config_.fallback_addresses = fallback_;
  http_config_.fallback_count = config.fallback_count;
  http_config_.step_bytes = hashing_ ? engine_->bytes_per_step : kStoreBytesPerStep;
  http_config_.max_bytes = config.max_bytes;
  if (destination_ != nullptr && (config.max_bytes == 0 || destination_size_ < config.max_bytes)) {
    http_config_.max_bytes = destination_size_;
  }
  http_config_.resolve_timeout_ms = config.resolve_timeout_ms;
  http_config_.connect_timeout_ms = config.connect_timeout_ms;
  http_config_.headers_timeout_ms = config.headers_timeout_ms;
  http_config_.body_idle_timeout_ms = config.body_idle_timeout_ms;
}

Status Download::step(std::uint64_t now) {
  if (in_sink()) return MNET_E_REENTRANT;
  if (result_ != MNET_PENDING) return result_;
  last_step_ = now;
  if (total_deadline_.passed(now)) {
    fail(MNET_E_TIMEOUT, "the deadline of the whole download passed");
  }
  for (unsigned turn = 0; turn < kTurnsPerStep && result_ == MNET_PENDING; ++turn) {
    if (advance(now) == Turn::kWait) break;
  }
  return result_;
}

Download::Turn Download::advance(std::uint64_t now) {
  switch (state_) {
    case MNET_DOWNLOAD_LINK:
      return wait_for_link(now);
    case MNET_DOWNLOAD_LEASE:
      return wait_for_lease(now);
    case MNET_DOWNLOAD_RESOLVE:
    case MNET_DOWNLOAD_CONNECT:
    case MNET_DOWNLOAD_TRANSFER:
      return transfer(now);
    case MNET_DOWNLOAD_VERIFY:
      return verify();
    case MNET_DOWNLOAD_BACKOFF:
      return back_off(now);
    case MNET_DOWNLOAD_IDLE:
    case MNET_DOWNLOAD_DONE:
    case MNET_DOWNLOAD_FAILED:
      break;
  }
  return Turn::kWait;
}

Status Download::cancel() {
  if (in_sink()) return MNET_E_REENTRANT;
  if (result_ == MNET_PENDING) fail(MNET_E_CANCELLED, "cancelled");
  return MNET_OK;
}

void Download::enter(mnet_download_state state, std::uint64_t now, std::uint64_t timeout) {
  state_ = state;
  state_since_ = now;
  phase_deadline_.arm(now, timeout);
}

void Download::set_detail(const char *text) { TextWriter(detail_).text(text); }

Download::Turn Download::fail(Status error, const char *detail) {
  failed_state_ = state_;
  last_error_ = error;
  set_detail(detail);
  http_.cancel();
  state_ = MNET_DOWNLOAD_FAILED;
  result_ = error;
  return Turn::kWait;
}

// --- the network -------------------------------------------------------------------------------

Download::Turn Download::wait_for_link(std::uint64_t now) {
  link_ticks_ += now - state_since_;
  state_since_ = now;
  const Status network = net_status(*net_);
  if (network == MNET_E_NO_NIC) return fail(network, "no NIC is usable");
  if (network == MNET_E_STATE) return fail(network, "the stack was shut down");
  const mnet_net_phase phase = net_phase(*net_);
  if (phase == MNET_NET_ADDRESS || phase == MNET_NET_READY) {
    enter(MNET_DOWNLOAD_LEASE, now, lease_timeout_);
    return Turn::kAgain;
  }
  // The stack's own deadline may be shorter, but it still takes a link that comes late.
  if (!phase_deadline_.passed(now)) return Turn::kWait;
  return fail(failed(network) ? network : MNET_E_LINK_DOWN, "no link came up in time");
}

Download::Turn Download::wait_for_lease(std::uint64_t now) {
  lease_ticks_ += now - state_since_;
  state_since_ = now;
  const Status network = net_status(*net_);
  if (network == MNET_OK) return begin_attempt(now);
  if (network == MNET_E_NO_NIC) return fail(network, "no NIC is usable");
  if (network == MNET_E_STATE) return fail(network, "the stack was shut down");
  if (net_phase(*net_) < MNET_NET_ADDRESS) {  // the cable was pulled
    enter(MNET_DOWNLOAD_LINK, now, link_timeout_);
    return Turn::kWait;
  }
  if (!phase_deadline_.passed(now)) return Turn::kWait;
  return fail(failed(network) ? network : MNET_E_DHCP_TIMEOUT, "no address was assigned in time");
}

// --- attempts ----------------------------------------------------------------------------------

Download::Turn Download::begin_attempt(std::uint64_t now) {
  if (hashing_) hash_.begin(*engine_);
  new (&http_) HttpRequest();  // in place: too large for the stack
  const Status status = http_.begin(*net_, http_config_, now);
  if (failed(status)) return fail(status, "the request could not begin");
  enter(MNET_DOWNLOAD_RESOLVE, now, 0);
  return Turn::kAgain;
}

Download::Turn Download::transfer(std::uint64_t now) {
  const Status status = http_.step(now);
  follow_http_state();
  if (failed(status)) return attempt_failed(now, status);
  if (status == MNET_PENDING) return Turn::kWait;
  enter(MNET_DOWNLOAD_VERIFY, now, 0);
  return Turn::kAgain;
}

void Download::follow_http_state() {
  mnet_http_progress progress = {};
  http_.fill_progress(progress);
  const std::uint32_t state =
      progress.state == MNET_HTTP_FAILED ? progress.failed_state : progress.state;
  switch (state) {
    case MNET_HTTP_RESOLVING:
      state_ = MNET_DOWNLOAD_RESOLVE;
      break;
    case MNET_HTTP_CONNECTING:
      state_ = MNET_DOWNLOAD_CONNECT;
      break;
    default:
      state_ = MNET_DOWNLOAD_TRANSFER;
      break;
  }
}

Download::Turn Download::attempt_failed(std::uint64_t now, Status error) {
  mnet_http_progress progress = {};
  http_.fill_progress(progress);
  if (attempt_ >= attempts_ || !worth_retrying(error, progress.http_status)) {
    return fail(error, progress.detail);
  }
  failed_state_ = state_;
  last_error_ = error;
  set_detail(progress.detail);
  LogLine(net_platform(*net_), MNET_LOG_WARN)
      .text("download: attempt ")
      .decimal(attempt_)
      .text(" failed, ")
      .text(progress.detail);
  enter(MNET_DOWNLOAD_BACKOFF, now, backoff_);
  return Turn::kWait;
}

Download::Turn Download::back_off(std::uint64_t now) {
  if (!phase_deadline_.passed(now)) return Turn::kWait;
  ++attempt_;
  const std::uint64_t longest = rate_.from_ms(kBackoffMaxMs);
  backoff_ = backoff_ > longest / 2 ? longest : backoff_ * 2;
  enter(MNET_DOWNLOAD_LINK, now, link_timeout_);
  return Turn::kAgain;
}

Download::Turn Download::verify() {
  if (hashing_) {
    hash_.finish(digest_);
    digest_valid_ = true;
    if (verifying_ && !digest_equal(digest_, expected_)) {
      return fail(MNET_E_DIGEST_MISMATCH, "the body is not the one that the digest names");
    }
  }
  last_error_ = MNET_OK;
  failed_state_ = MNET_DOWNLOAD_IDLE;
  set_detail("");
  state_ = MNET_DOWNLOAD_DONE;
  result_ = MNET_OK;
  return Turn::kWait;
}

// --- the body ----------------------------------------------------------------------------------

std::int64_t MNET_API Download::store(void *context, std::uint64_t offset, const void *data,
                                      std::uint32_t length) {
  auto &self = *static_cast<Download *>(context);
  return self.destination_ != nullptr ? self.store_in_place(offset, data, length)
                                      : self.hand_on_copies(offset, data, length);
}

// The digest is that of the copy: the device could change its buffer between two readings.
std::int64_t Download::store_in_place(std::uint64_t offset, const void *data,
                                      std::uint32_t length) {
  MNET_ASSERT(offset <= destination_size_ && length <= destination_size_ - offset);
  std::uint8_t *place = static_cast<std::uint8_t *>(destination_) + offset;
  __builtin_memcpy(place, data, length);
  if (hashing_) hash_.update(place, length);
  return length;
}

// Without a digest a sink gets the bytes where they lie; with one, it gets exactly the copy that is
// hashed.
std::int64_t Download::hand_on_copies(std::uint64_t offset, const void *data,
                                      std::uint32_t length) {
  if (!hashing_) return sink_(sink_context_, offset, data, length);
  std::uint32_t done = 0;
  while (done < length) {
    const auto piece =
        length - done < sizeof(copy_) ? length - done : static_cast<std::uint32_t>(sizeof(copy_));
    __builtin_memcpy(copy_, static_cast<const std::uint8_t *>(data) + done, piece);
    std::int64_t taken = piece;
    if (sink_ != nullptr) taken = sink_(sink_context_, offset + done, copy_, piece);
    if (taken < 0) return taken;
    if (taken > piece) return std::int64_t{length} + 1;  // refused as a fault of the sink
    hash_.update(copy_, static_cast<std::size_t>(taken));
    done += static_cast<std::uint32_t>(taken);
    if (taken < piece) break;
  }
  return done;
}

void Download::fill_progress(mnet_download_progress &progress) const {
  progress.state = state_;
  progress.failed_state = failed_state_;
  progress.error = last_error_;
  progress.attempt = attempt_;
  progress.link_ticks = link_ticks_;
  progress.lease_ticks = lease_ticks_;
  progress.total_ticks = last_step_ - begun_at_;
  progress.digest_valid = digest_valid_;
  if (digest_valid_) __builtin_memcpy(progress.sha256, digest_, sizeof(progress.sha256));
  __builtin_memcpy(progress.detail, detail_, sizeof(progress.detail));
  if (http_.state() == MNET_HTTP_IDLE) return;

  mnet_http_progress http = {};
  http_.fill_progress(http);
  progress.http_status = http.http_status;
  progress.received_bytes = http.received_bytes;
  progress.total_bytes = http.total_bytes;
  progress.length_known = http.length_known;
  progress.address = http.address;
  progress.port = http.port;
  progress.resolve_ticks = http.resolve_ticks;
  progress.connect_ticks = http.connect_ticks;
  progress.first_byte_ticks = http.first_byte_ticks;
}

const char *download_state_name(std::uint32_t state) {
  static constexpr const char *kNames[] = {"idle",     "link",   "lease",   "resolve", "connect",
                                           "transfer", "verify", "backoff", "done",    "failed"};
  return state < sizeof(kNames) / sizeof(kNames[0]) ? kNames[state] : "unknown";
}

}  // namespace mnet
