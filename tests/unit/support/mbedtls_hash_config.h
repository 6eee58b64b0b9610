/* mbedTLS, reduced to SHA-256 in portable C: the reference that digests are compared with. */
#ifndef MNET_MBEDTLS_HASH_CONFIG_H
#define MNET_MBEDTLS_HASH_CONFIG_H

#define MBEDTLS_SHA256_C

#endif
