// Runs one request against the scripted transport.
#pragma once

#include <morpheusnet/http.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "unit/support/fake_transport.hpp"

namespace mnet::test {

// Keeps the body; can push back, and can end the transfer.
struct Collector {
  std::string body;
  std::vector<std::uint32_t> offers;
  std::uint32_t take_at_most = ~0u;  // of each offer
  std::uint32_t refusals = 0;        // so many offers are refused wholly
  std::int64_t fail_with = 0;        // returned instead, once `fail_at` bytes are there
  std::uint64_t fail_at = 0;

  static std::int64_t MNET_API sink(void *context, std::uint64_t offset, const void *data,
                                    std::uint32_t length);
};

class HttpRunner {
 public:
  explicit HttpRunner(const std::string &url = "http://192.0.2.1/file");

  mnet_net net;
  mnet_http_config config = {};
  Collector collector;
  std::uint64_t now = 1'000'000;

  mnet_status begin();
  mnet_status step(std::uint64_t ms_later = 0);
  // Steps until the request has ended, at most `steps` times.
  mnet_status run(std::uint64_t ms_a_step = 1, unsigned steps = 100'000);
  mnet_status run_script(std::vector<std::string> segments, End end = End::kOpen);
  mnet_http_progress progress() const;
  std::string detail() const { return progress().detail; }
  mnet_http *handle() { return http_; }

 private:
  struct Memory {
    alignas(64) unsigned char bytes[16 * 1024];
  };
  std::string url_;
  std::unique_ptr<Memory> memory_ = std::make_unique<Memory>();
  mnet_http *http_ = nullptr;
};

// `text` in pieces: of one size, or cut at the given places.
std::vector<std::string> pieces(const std::string &text, std::size_t size);
std::vector<std::string> cut(const std::string &text, std::size_t first, std::size_t second);

}  // namespace mnet::test
