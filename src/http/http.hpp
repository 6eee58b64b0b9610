// One HTTP/1.1 GET as a state machine over one TCP connection.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/http.h>

#include "core/status.hpp"
#include "core/text.hpp"
#include "core/ticks.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "http/url.hpp"
#include "net/transport.hpp"

namespace mnet {

inline constexpr std::uint32_t kHttpStepBytesDefault = 64 * 1024;

// Lives in the caller's memory; not movable once begun.
class HttpRequest {
 public:
  // `config` has been checked by check_config(). Returns MNET_OK or MNET_E_URL.
  Status begin(Net &net, const mnet_http_config &config, std::uint64_t now);
  // MNET_E_INVALID when a limit, count or text of `config` is out of range.
  static Status check_config(const mnet_http_config &config);

  Status step(std::uint64_t now);
  Status cancel();
  // `progress` is zero but for its size.
  void fill_progress(mnet_http_progress &progress) const;

  Net &net() const { return *net_; }
  mnet_http_state state() const { return state_; }
  bool in_sink() const { return in_sink_; }

 private:
  struct Timeouts {
    std::uint64_t resolve, connect, send, headers, idle;  // ticks
  };
  // What a turn of a state's handler wants next.
  enum class Turn : std::uint8_t { kWait, kAgain };

  void set_timeouts(const mnet_http_config &config);
  void enter(mnet_http_state state, std::uint64_t now, std::uint64_t timeout);
  Turn fail(Status error, const char *reason = "");
  void finish();
  void release();
  void measure(std::uint64_t now);

  Turn advance(std::uint64_t now);
  Turn resolve(std::uint64_t now);
  Turn use_fallback(Status dns_result, std::uint64_t now);
  Turn connect(std::uint64_t now);
  Turn open_connection(std::uint64_t now);
  Turn next_address(Status error, std::uint64_t now);
  Turn send(std::uint64_t now);
  Turn receive_headers(std::uint64_t now);
  Turn receive_body(std::uint64_t now);
  Turn no_more_data(std::uint64_t now);
  Turn feed_framing(std::size_t copy_bytes, std::size_t &budget, std::uint64_t now);
  Turn on_event(ResponseReader::Event event, std::uint64_t now);
  Turn feed_sink(std::size_t &budget, std::uint64_t now);
  Turn fail_response();
  TextWriter detail() { return TextWriter(detail_); }

  Net *net_ = nullptr;
  mnet_http_sink sink_ = nullptr;
  void *sink_context_ = nullptr;
  TickRate rate_;
  Timeouts timeouts_ = {};
  std::uint64_t max_bytes_ = 0;
  std::uint32_t step_bytes_ = 0;

  mnet_http_state state_ = MNET_HTTP_IDLE;
  mnet_http_state failed_state_ = MNET_HTTP_IDLE;
  Status result_ = MNET_PENDING;
  bool in_sink_ = false;
  bool net_was_ready_ = false;
  bool connection_open_ = false;
  bool first_byte_seen_ = false;
  Deadline phase_deadline_;
  Deadline total_deadline_;

  NameQuery query_;
  TcpConnection connection_;
  ResponseReader reader_;

  mnet_ipv4 addresses_[MNET_HTTP_ADDRESSES_MAX] = {};  // fallback addresses until the DNS answers
  std::uint32_t address_count_ = 0;
  std::uint32_t address_index_ = 0;
  std::uint16_t port_ = 0;
  char host_[MNET_HOST_MAX + 1] = {};
  char request_[kRequestMax] = {};
  std::size_t request_length_ = 0;
  std::size_t request_sent_ = 0;

  std::uint64_t received_ = 0;
  std::int64_t sink_status_ = 0;
  std::uint64_t begun_at_ = 0;
  std::uint64_t state_since_ = 0;
  std::uint64_t last_step_ = 0;
  std::uint64_t resolve_ticks_ = 0;
  std::uint64_t connect_ticks_ = 0;
  std::uint64_t first_byte_ticks_ = 0;
  char detail_[sizeof(mnet_http_progress::detail)] = {};
};

const char *http_state_name(std::uint32_t state);

}  // namespace mnet
