#include "net/random.hpp"

#include <bit>

namespace mnet {

namespace {

struct SipState {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }

  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
};

}  // namespace

std::uint64_t siphash(const std::uint64_t (&key)[2], std::uint64_t word) {
  SipState s{key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
             key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u};
  s.absorb(word);
  s.absorb(std::uint64_t{8} << 56);  // the message's length, as its last byte
  s.v2 ^= 0xff;
  for (int i = 0; i < 4; ++i) s.round();
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

void Random::seed(const mnet_platform &platform, std::uint64_t salt) {
  key_[0] = salt;
  key_[1] = ~salt;
  counter_ = 0;
  if (platform.entropy == nullptr) return;
  std::uint64_t fresh[2] = {};
  const std::uint32_t got = platform.entropy(platform.context, fresh, sizeof fresh);
  if (got > sizeof fresh) return;
  key_[0] ^= fresh[0];
  key_[1] ^= fresh[1];
}

std::uint64_t Random::next() { return siphash(key_, counter_++); }

}  // namespace mnet
