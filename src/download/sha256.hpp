// SHA-256 of a stream, by mbedTLS.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/download.h>

namespace mnet {

class Sha256 {
 public:
  void begin();
  void update(const void *data, std::size_t length);
  void finish(std::uint8_t (&digest)[MNET_SHA256_SIZE]);

 private:
  // mbedtls_sha256_context lives here, so that the rooms above need not see its header.
  static constexpr std::size_t kContextBytes = 128;
  alignas(8) unsigned char context_[kContextBytes];
};

// Compares in a time that does not depend on where the digests differ.
bool digest_equal(const std::uint8_t (&a)[MNET_SHA256_SIZE],
                  const std::uint8_t (&b)[MNET_SHA256_SIZE]);

}  // namespace mnet
