// One line of text to the platform's log.
#pragma once

#include <morpheusnet/platform.h>

#include "core/text.hpp"

namespace mnet {

inline constexpr std::size_t kLogLineMax = 160;

// Builds a line and hands it to the platform when it goes out of scope:
//   LogLine(platform, MNET_LOG_INFO).text("link up, ").decimal(mbit).text(" Mbit/s");
class LogLine {
 public:
  LogLine(const mnet_platform *platform, mnet_log_level level)
      : platform_(platform), level_(level), writer_(buffer_, sizeof buffer_) {}
  LogLine(const LogLine &) = delete;
  LogLine &operator=(const LogLine &) = delete;
  ~LogLine() {
    if (platform_ != nullptr && platform_->log != nullptr) {
      platform_->log(platform_->context, static_cast<std::uint32_t>(level_), buffer_,
                     static_cast<std::uint32_t>(writer_.length()));
    }
  }

  TextWriter *operator->() { return &writer_; }
  TextWriter &text(const char *string) { return writer_.text(string); }

 private:
  const mnet_platform *platform_;
  mnet_log_level level_;
  char buffer_[kLogLineMax] = {};
  TextWriter writer_;
};

}  // namespace mnet
