// What touches every byte: the checksum, the copy, the digest.
#include <cstring>
#include <vector>

#include <morpheusnet/platform.h>

#include "bench/micro/scenario.hpp"
#include "download/sha256.hpp"
#include "net/checksum.hpp"

namespace mnet::micro {
namespace {

std::vector<std::uint8_t> content(std::size_t bytes) {
  std::vector<std::uint8_t> data(bytes);
  for (std::size_t i = 0; i < bytes; ++i) data[i] = static_cast<std::uint8_t>(i * 7);
  return data;
}

class Checksum : public Scenario {
 public:
  explicit Checksum(std::size_t bytes)
      : Scenario("checksum/" + std::to_string(bytes), "byte", bytes), data_(content(bytes)) {}
  void run() override { keep(internet_sum(data_.data(), data_.size())); }

 private:
  std::vector<std::uint8_t> data_;
};

class Copy : public Scenario {
 public:
  explicit Copy(std::size_t bytes)
      : Scenario("memcpy/" + std::to_string(bytes), "byte", bytes),
        from_(content(bytes)),
        to_(bytes) {}
  void prepare() override { to_.back() = static_cast<std::uint8_t>(~from_.back()); }
  void run() override {
    copy_(to_.data(), from_.data(), from_.size());
    require(to_.back() == from_.back(), "memcpy copies");
  }

 private:
  // Through a variable, or the compiler would copy by itself. This program is linked with the
  // library's own memcpy.
  void *(*volatile copy_)(void *, const void *, std::size_t) = std::memcpy;
  std::vector<std::uint8_t> from_, to_;
};

class Digest : public Scenario {
 public:
  static constexpr std::size_t kBytes = 4096;
  explicit Digest(const Sha256Engine &engine)
      : Scenario(std::string("sha256/") + engine.name, "byte", kBytes),
        engine_(engine),
        data_(content(kBytes)) {}
  std::string unable() const override {
    return engine_.available(MNET_CPU_SIMD_OK) ? "" : "not offered by this processor";
  }
  void run() override {
    engine_.compress(state_, data_.data(), kBytes / kSha256BlockBytes);
    keep(state_[0]);
  }

 private:
  const Sha256Engine &engine_;
  std::vector<std::uint8_t> data_;
  std::uint32_t state_[8] = {};
};

}  // namespace

void add_byte_scenarios(Scenarios &scenarios) {
  for (const std::size_t bytes : {64u, 1460u, 65536u}) {
    scenarios.push_back(std::make_unique<Checksum>(bytes));
  }
  for (const std::size_t bytes : {64u, 1460u, 4096u, 65536u}) {
    scenarios.push_back(std::make_unique<Copy>(bytes));
  }
  for (const Sha256Engine &engine : sha256_engines()) {
    scenarios.push_back(std::make_unique<Digest>(engine));
  }
}

}  // namespace mnet::micro
