// Port numbers, transaction ids and initial sequence numbers: SipHash-2-4 of a counter, keyed with
// the platform's entropy, so that who sees some cannot tell the next.
#pragma once

#include <cstdint>

#include <morpheusnet/platform.h>

namespace mnet {

class Random {
 public:
  // Without entropy the key is made of `salt` (a clock, a MAC address): unique, but guessable.
  void seed(const mnet_platform &platform, std::uint64_t salt);
  std::uint64_t next();

 private:
  std::uint64_t key_[2] = {};
  std::uint64_t counter_ = 0;
};

// SipHash-2-4 of one 64-bit word (Aumasson and Bernstein, 2012).
std::uint64_t siphash(const std::uint64_t (&key)[2], std::uint64_t word);

}  // namespace mnet
