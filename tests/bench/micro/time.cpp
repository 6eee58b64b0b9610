// Time of every scenario, by Google Benchmark. An operation is timed on its own, between fenced
// reads of the time-stamp counter, and what an empty one takes is subtracted. Reported is the mean
// of the middle half of all operations: the host takes the processor away now and then, and where
// the counter moves in strides of several ticks, a median would be one of few values.
#include <benchmark/benchmark.h>
#include <x86intrin.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>
#include <vector>

#include "bench/micro/scenario.hpp"

namespace mnet::micro {
namespace {

constexpr int kOperations = 4000, kRepetitions = 5;

std::uint64_t begin_ticks() {
  _mm_lfence();
  const std::uint64_t now = __rdtsc();
  _mm_lfence();
  return now;
}

std::uint64_t end_ticks() {
  unsigned processor;
  const std::uint64_t now = __rdtscp(&processor);
  _mm_lfence();
  return now;
}

double middle_mean(std::vector<std::uint64_t> samples) {
  std::sort(samples.begin(), samples.end());
  const auto quarter = static_cast<std::ptrdiff_t>(samples.size() / 4);
  const auto begin = samples.begin() + quarter, end = samples.end() - quarter;
  return std::accumulate(begin, end, 0.0) / static_cast<double>(end - begin);
}

std::vector<std::uint64_t> operations(Scenario &scenario, int count) {
  std::vector<std::uint64_t> samples;
  samples.reserve(static_cast<std::size_t>(count));
  scenario.begin();
  for (int i = 0; i < count; ++i) {
    scenario.prepare();
    const std::uint64_t began = begin_ticks();
    scenario.run();
    samples.push_back(end_ticks() - began);
  }
  scenario.end();
  return samples;
}

double ticks_per_second() {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  const std::uint64_t first = __rdtsc();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const std::uint64_t last = __rdtsc();
  const std::chrono::duration<double> passed = Clock::now() - began;
  return static_cast<double>(last - first) / passed.count();
}

// The counter does not tick with the core's clock. A chain of multiplications, three cycles each on
// every processor of the last fifteen years, tells how the two relate.
double cycles_per_tick() {
  constexpr int kChain = 1000, kLoops = 1000;
  std::uint64_t best = ~0ull;
  for (int attempt = 0; attempt < 20; ++attempt) {
    std::uint64_t value = 3;
    const std::uint64_t began = begin_ticks();
    for (int i = 0; i < kLoops; ++i) {
      asm volatile(".rept 1000\n imul %0, %0\n .endr" : "+r"(value));
    }
    best = std::min(best, end_ticks() - began);
    keep(value);
  }
  return 3.0 * kChain * kLoops / static_cast<double>(best);
}

struct Machine {
  double hz, cycles_per_tick;
  double overhead;
};

void measure(benchmark::State &state, Scenario *scenario, const Machine *machine) {
  const std::string reason = scenario->unable();
  if (!reason.empty()) return state.SkipWithError(reason.c_str());
  for (auto each : state) {
    const double spent = middle_mean(operations(*scenario, kOperations));
    const double ticks = std::max(0.0, spent - machine->overhead);
    state.SetIterationTime(ticks / machine->hz);
    const double each_unit = ticks / static_cast<double>(scenario->units());
    state.counters["ticks_per_unit"] = each_unit;
    state.counters["cycles_per_unit"] = each_unit * machine->cycles_per_tick;
  }
  state.counters["units"] = static_cast<double>(scenario->units());
  state.SetLabel(scenario->unit());
}

}  // namespace
}  // namespace mnet::micro

int main(int argc, char **argv) {
  using namespace mnet::micro;
  benchmark::Initialize(&argc, argv);
  const Scenarios scenarios = all_scenarios();
  double overhead = middle_mean(operations(*scenarios[0], kOperations));
  for (int i = 1; i < kRepetitions; ++i) {
    overhead = std::min(overhead, middle_mean(operations(*scenarios[0], kOperations)));
  }
  const Machine machine = {ticks_per_second(), cycles_per_tick(), overhead};
  benchmark::AddCustomContext("tsc_mhz", std::to_string(machine.hz / 1e6));
  benchmark::AddCustomContext("cycles_per_tick", std::to_string(machine.cycles_per_tick));
  benchmark::AddCustomContext("overhead_ticks", std::to_string(machine.overhead));
  for (const auto &scenario : scenarios) {
    benchmark::RegisterBenchmark(scenario->name().c_str(), measure, scenario.get(), &machine)
        ->UseManualTime()
        ->Iterations(1)
        ->Repetitions(kRepetitions);
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
