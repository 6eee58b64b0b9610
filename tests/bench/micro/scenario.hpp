// What is measured: one operation of the library, with the device's, the peer's and the client's
// work outside the measured part. The same scenarios are timed (time.cpp) and counted (count.cpp).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mnet::micro {

class Scenario {
 public:
  // `units` are what one operation handles: 32 frames, 1460 bytes.
  Scenario(std::string name, std::string unit, std::uint64_t units)
      : name_(std::move(name)), unit_(std::move(unit)), units_(units) {}
  virtual ~Scenario() = default;
  Scenario(const Scenario &) = delete;
  Scenario &operator=(const Scenario &) = delete;

  const std::string &name() const { return name_; }
  const std::string &unit() const { return unit_; }
  std::uint64_t units() const { return units_; }

  // Why this machine cannot do it; empty if it can.
  virtual std::string unable() const { return {}; }
  // Before the first and after the last operation.
  virtual void begin() {}
  virtual void end() {}
  // Before every operation: what others would do. Checks the one before, as well.
  virtual void prepare() {}
  // The operation.
  virtual void run() = 0;

 private:
  std::string name_, unit_;
  std::uint64_t units_;
};

using Scenarios = std::vector<std::unique_ptr<Scenario>>;

// A scenario that does not do what it says has no figure: the program ends.
void require(bool truth, const char *what);

// Keeps a result from being optimised away.
inline void keep(std::uint64_t value) { asm volatile("" : : "r"(value)); }

void add_byte_scenarios(Scenarios &scenarios);
void add_driver_scenarios(Scenarios &scenarios);
void add_http_scenarios(Scenarios &scenarios);
void add_net_scenarios(Scenarios &scenarios);

// All of them. The first one does nothing: what it costs is the measurement itself.
Scenarios all_scenarios();

}  // namespace mnet::micro
