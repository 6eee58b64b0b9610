/* mbedTLS, reduced to SHA-256 in portable C. */
#ifndef MNET_MBEDTLS_HASH_CONFIG_H
#define MNET_MBEDTLS_HASH_CONFIG_H

/* A compiler for Windows' object format is no Windows: mbedTLS must not look for its library. */
#undef _WIN32
#undef __MINGW32__

#define MBEDTLS_SHA256_C

#endif
