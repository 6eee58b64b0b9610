// Arbitrary bytes as a server's answer, through the whole HTTP machine. Beyond memory safety it
// checks that the verdict does not depend on how the bytes are cut, and that a success is one.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "unit/support/http_runner.hpp"

using namespace mnet::test;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

// The first bytes of an input choose how it is served and taken.
struct Plan {
  static constexpr std::size_t kBytes = 4;
  explicit Plan(const std::uint8_t *data)
      : end(static_cast<End>(data[0] % 3)),
        max_bytes((data[0] & 0x80) != 0 ? 1 + data[0] % 16 : 0),
        piece(1 + data[1]),
        take(1 + data[2]),
        refusals(data[3] % 4) {}
  End end;
  std::uint64_t max_bytes;
  std::size_t piece;
  std::uint32_t take;
  std::uint32_t refusals;
};

struct Verdict {
  mnet_status status;
  std::string body;
  std::string detail;
};

Verdict judge(const Plan &plan, std::vector<std::string> segments, bool push_back) {
  HttpRunner runner;
  runner.config.max_bytes = plan.max_bytes;
  runner.config.headers_timeout_ms = 200;  // steps of a millisecond: an open end is soon reached
  runner.config.body_idle_timeout_ms = 200;
  if (push_back) {
    runner.collector.take_at_most = plan.take;
    runner.collector.refusals = plan.refusals;
  }
  const mnet_status status = runner.run_script(std::move(segments), plan.end);
  require(status != MNET_PENDING && status != MNET_E_SINK);
  const mnet_http_progress progress = runner.progress();
  require(progress.received_bytes == runner.collector.body.size());
  require(plan.max_bytes == 0 || progress.received_bytes <= plan.max_bytes);
  if (status == MNET_OK) {
    require(progress.state == MNET_HTTP_DONE && progress.http_status == 200);
    require(progress.length_known == 0 || progress.total_bytes == progress.received_bytes);
  } else {
    require(progress.state == MNET_HTTP_FAILED && progress.error == status);
  }
  return {status, runner.collector.body, progress.detail};
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  GTEST_FLAG_SET(break_on_failure, true);  // the scripted transport's expectations count, too
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  if (size < Plan::kBytes) return 0;
  const Plan plan(data);
  const std::string response(reinterpret_cast<const char *>(data) + Plan::kBytes,
                             size - Plan::kBytes);
  const Verdict whole = judge(plan, pieces(response, response.size() + 1), false);
  const Verdict parts = judge(plan, pieces(response, plan.piece), true);
  require(whole.status == parts.status);
  require(whole.body == parts.body);
  require(whole.detail == parts.detail);
  return 0;
}
