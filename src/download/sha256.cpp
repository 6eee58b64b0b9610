#include "download/sha256.hpp"

#include <mbedtls/sha256.h>

#include <new>

#include "core/assert.hpp"

namespace mnet {
namespace {

mbedtls_sha256_context *context_in(unsigned char *storage) {
  return reinterpret_cast<mbedtls_sha256_context *>(storage);
}

// The portable implementation has no way to fail; hardware ones, which return errors, are not
// built.
void must_succeed(int result) { MNET_ASSERT(result == 0); }

}  // namespace

void Sha256::begin() {
  static_assert(sizeof(mbedtls_sha256_context) <= kContextBytes);
  static_assert(alignof(mbedtls_sha256_context) <= 8);
  auto *context = new (context_) mbedtls_sha256_context;
  mbedtls_sha256_init(context);
  must_succeed(mbedtls_sha256_starts(context, 0));
}

void Sha256::update(const void *data, std::size_t length) {
  must_succeed(mbedtls_sha256_update(context_in(context_), static_cast<const unsigned char *>(data),
                                     length));
}

void Sha256::finish(std::uint8_t (&digest)[MNET_SHA256_SIZE]) {
  must_succeed(mbedtls_sha256_finish(context_in(context_), digest));
  mbedtls_sha256_free(context_in(context_));
}

bool digest_equal(const std::uint8_t (&a)[MNET_SHA256_SIZE],
                  const std::uint8_t (&b)[MNET_SHA256_SIZE]) {
  unsigned difference = 0;
  for (std::size_t i = 0; i < MNET_SHA256_SIZE; ++i) difference |= unsigned{a[i]} ^ b[i];
  return difference == 0;
}

}  // namespace mnet
