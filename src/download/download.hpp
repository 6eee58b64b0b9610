// A verified download as a state machine over HTTP: attempts, storing, hashing, comparing.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/download.h>

#include "core/status.hpp"
#include "core/ticks.hpp"
#include "download/sha256.hpp"
#include "http/http.hpp"
#include "net/transport.hpp"

namespace mnet {

// Body bytes a step when no digest is wanted: storing takes a third of an instruction a byte, and a
// whole iteration of the main loop may take 400,000. With a digest Sha256Engine::bytes_per_step.
inline constexpr std::uint32_t kStoreBytesPerStep = 64 * 1024;

// Lives in the caller's memory; not movable once begun.
class Download {
 public:
  // MNET_E_INVALID when a flag, limit, count or text of `config` is out of range.
  static Status check_config(const mnet_download_config &config);
  // `config` has been checked. MNET_E_URL when the URL is none.
  Status begin(Net &net, const mnet_download_config &config, std::uint64_t now);

  Status step(std::uint64_t now);
  Status cancel();
  // `progress` is zero but for its size.
  void fill_progress(mnet_download_progress &progress) const;

  Net &net() const { return *net_; }
  bool in_sink() const { return http_.in_sink(); }

 private:
  enum class Turn : std::uint8_t { kWait, kAgain };

  // The body's way: called by the HTTP machine with bytes in DMA memory.
  static std::int64_t MNET_API store(void *context, std::uint64_t offset, const void *data,
                                     std::uint32_t length);
  std::int64_t store_in_place(std::uint64_t offset, const void *data, std::uint32_t length);
  std::int64_t hand_on_copies(std::uint64_t offset, const void *data, std::uint32_t length);

  Turn advance(std::uint64_t now);
  Turn wait_for_link(std::uint64_t now);
  Turn wait_for_lease(std::uint64_t now);
  Turn begin_attempt(std::uint64_t now);
  Turn transfer(std::uint64_t now);
  Turn verify();
  Turn back_off(std::uint64_t now);
  void enter(mnet_download_state state, std::uint64_t now, std::uint64_t timeout);
  void follow_http_state();
  Turn attempt_failed(std::uint64_t now, Status error);
  Turn fail(Status error, const char *detail);
  void set_detail(const char *text);
  void choose_engine();
  void prepare_http(const mnet_download_config &config);

  Net *net_ = nullptr;
  TickRate rate_;
  mnet_download_state state_ = MNET_DOWNLOAD_IDLE;
  mnet_download_state failed_state_ = MNET_DOWNLOAD_IDLE;
  Status result_ = MNET_PENDING;
  Status last_error_ = MNET_OK;

  void *destination_ = nullptr;
  std::uint64_t destination_size_ = 0;
  mnet_http_sink sink_ = nullptr;
  void *sink_context_ = nullptr;
  bool hashing_ = false;
  bool verifying_ = false;
  bool digest_valid_ = false;
  std::uint8_t expected_[MNET_SHA256_SIZE] = {};
  std::uint8_t digest_[MNET_SHA256_SIZE] = {};
  const Sha256Engine *engine_ = nullptr;  // if hashing_
  Sha256 hash_;

  std::uint32_t attempt_ = 1;
  std::uint32_t attempts_ = 0;
  std::uint64_t backoff_ = 0;
  std::uint64_t link_timeout_ = 0;
  std::uint64_t lease_timeout_ = 0;
  Deadline phase_deadline_;
  Deadline total_deadline_;
  std::uint64_t begun_at_ = 0;
  std::uint64_t last_step_ = 0;
  std::uint64_t state_since_ = 0;
  std::uint64_t link_ticks_ = 0;
  std::uint64_t lease_ticks_ = 0;
  char detail_[sizeof(mnet_download_progress::detail)] = {};

  mnet_http_config http_config_ = {};
  mnet_ipv4 fallback_[MNET_HTTP_ADDRESSES_MAX] = {};
  char url_[MNET_URL_MAX + 1] = {};
  HttpRequest http_;
  std::uint8_t copy_[2048];  // bytes on their way to a sink or into the digest
};

const char *download_state_name(std::uint32_t state);

}  // namespace mnet
