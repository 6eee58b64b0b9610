#include "unit/support/http_runner.hpp"

#include <gtest/gtest.h>

namespace mnet::test {

std::int64_t MNET_API Collector::sink(void *context, std::uint64_t offset, const void *data,
                                      std::uint32_t length) {
  auto &self = *static_cast<Collector *>(context);
  EXPECT_EQ(offset, self.body.size());
  EXPECT_GT(length, 0u);
  self.offers.push_back(length);
  if (self.fail_with != 0 && self.body.size() >= self.fail_at) return self.fail_with;
  if (self.refusals > 0) {
    --self.refusals;
    return 0;
  }
  const std::uint32_t taken = length < self.take_at_most ? length : self.take_at_most;
  self.body.append(static_cast<const char *>(data), taken);
  return taken;
}

HttpRunner::HttpRunner(const std::string &url) : url_(url) {
  config.size = sizeof config;
  config.url = url_.c_str();
  config.sink = Collector::sink;
  config.sink_context = &collector;
}

mnet_status HttpRunner::begin() {
  EXPECT_LE(mnet_http_size(), sizeof(Memory));
  std::memset(memory_->bytes, 0xA5, sizeof memory_->bytes);
  return mnet_http_begin(&net, &config, memory_->bytes, now, &http_);
}

mnet_status HttpRunner::step(std::uint64_t ms_later) {
  now += ms_later * kTicksPerMs;
  return mnet_http_step(http_, now);
}

mnet_status HttpRunner::run(std::uint64_t ms_a_step, unsigned steps) {
  mnet_status status = MNET_PENDING;
  for (unsigned i = 0; i < steps && status == MNET_PENDING; ++i) status = step(ms_a_step);
  return status;
}

mnet_status HttpRunner::run_script(std::vector<std::string> segments, End end) {
  net.scripts.push_back({std::move(segments), end});
  const mnet_status begun = begin();
  return begun == MNET_OK ? run() : begun;
}

mnet_http_progress HttpRunner::progress() const {
  mnet_http_progress progress = {};
  progress.size = sizeof progress;
  EXPECT_EQ(mnet_http_get_progress(http_, &progress), MNET_OK);
  return progress;
}

std::vector<std::string> pieces(const std::string &text, std::size_t size) {
  std::vector<std::string> result;
  for (std::size_t at = 0; at < text.size(); at += size) result.push_back(text.substr(at, size));
  return result;
}

std::vector<std::string> cut(const std::string &text, std::size_t first, std::size_t second) {
  std::vector<std::string> result;
  const std::size_t bounds[] = {0, first, second, text.size()};
  for (int i = 0; i < 3; ++i) {
    if (bounds[i + 1] > bounds[i]) {
      result.push_back(text.substr(bounds[i], bounds[i + 1] - bounds[i]));
    }
  }
  return result;
}

}  // namespace mnet::test
