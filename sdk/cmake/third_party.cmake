# Third-party sources, unmodified, from where ./mnet setup put them. Each becomes an object library
# (its name in MNET_THIRD_PARTY) and a header target for the one room that may see it.
set(MNET_THIRD_PARTY)

# lwIP: TCP/IP, for the net room.
if(NOT EXISTS ${MNET_LWIP_DIR}/src/core/init.c)
  message(FATAL_ERROR
    "No lwIP source in ${MNET_LWIP_DIR}. Run ./mnet setup, or give -DMNET_LWIP_DIR=…")
endif()
add_library(mnet_lwip_headers INTERFACE)
target_include_directories(mnet_lwip_headers SYSTEM INTERFACE
  ${MNET_LWIP_DIR}/src/include ${PROJECT_SOURCE_DIR}/src/net/lwip)
add_library(lwip OBJECT
  ${MNET_LWIP_DIR}/src/core/def.c
  ${MNET_LWIP_DIR}/src/core/dns.c
  ${MNET_LWIP_DIR}/src/core/inet_chksum.c
  ${MNET_LWIP_DIR}/src/core/init.c
  ${MNET_LWIP_DIR}/src/core/ip.c
  ${MNET_LWIP_DIR}/src/core/mem.c
  ${MNET_LWIP_DIR}/src/core/memp.c
  ${MNET_LWIP_DIR}/src/core/netif.c
  ${MNET_LWIP_DIR}/src/core/pbuf.c
  ${MNET_LWIP_DIR}/src/core/raw.c
  ${MNET_LWIP_DIR}/src/core/tcp.c
  ${MNET_LWIP_DIR}/src/core/tcp_in.c
  ${MNET_LWIP_DIR}/src/core/tcp_out.c
  ${MNET_LWIP_DIR}/src/core/timeouts.c
  ${MNET_LWIP_DIR}/src/core/udp.c
  ${MNET_LWIP_DIR}/src/core/ipv4/acd.c
  ${MNET_LWIP_DIR}/src/core/ipv4/dhcp.c
  ${MNET_LWIP_DIR}/src/core/ipv4/etharp.c
  ${MNET_LWIP_DIR}/src/core/ipv4/icmp.c
  ${MNET_LWIP_DIR}/src/core/ipv4/ip4.c
  ${MNET_LWIP_DIR}/src/core/ipv4/ip4_addr.c
  ${MNET_LWIP_DIR}/src/core/ipv4/ip4_frag.c
  ${MNET_LWIP_DIR}/src/netif/ethernet.c)
target_link_libraries(lwip PRIVATE mnet_third_party_flags mnet_lwip_headers)
list(APPEND MNET_THIRD_PARTY lwip)
set_source_files_properties(${MNET_LWIP_DIR}/src/core/init.c PROPERTIES
  COMPILE_DEFINITIONS MNET_LWIP_CONSTANT_WINDOW)

# llhttp: parser of HTTP responses, for the http room.
if(NOT DEFINED MNET_LLHTTP_DIR)
  set(MNET_LLHTTP_DIR "${MNET_DEPS}/llhttp" CACHE PATH "llhttp release source tree")
endif()
if(NOT EXISTS ${MNET_LLHTTP_DIR}/src/llhttp.c)
  message(FATAL_ERROR
    "No llhttp source in ${MNET_LLHTTP_DIR}. Run ./mnet setup, or give -DMNET_LLHTTP_DIR=…")
endif()
add_library(mnet_http_parser INTERFACE)
target_include_directories(mnet_http_parser SYSTEM INTERFACE ${MNET_LLHTTP_DIR}/include)
target_compile_options(mnet_http_parser INTERFACE
  $<$<COMPILE_LANGUAGE:C,CXX>:-ffile-prefix-map=${MNET_LLHTTP_DIR}=llhttp>)
add_library(llhttp OBJECT
  ${MNET_LLHTTP_DIR}/src/api.c
  ${MNET_LLHTTP_DIR}/src/http.c
  ${MNET_LLHTTP_DIR}/src/llhttp.c)
target_link_libraries(llhttp PRIVATE mnet_third_party_flags mnet_http_parser)
# It sees header sections only: small before fast.
set_source_files_properties(${MNET_LLHTTP_DIR}/src/api.c ${MNET_LLHTTP_DIR}/src/http.c
  ${MNET_LLHTTP_DIR}/src/llhttp.c PROPERTIES COMPILE_OPTIONS -Os)
list(APPEND MNET_THIRD_PARTY llhttp)

# mbedTLS: the tests compare digests with its own.
if(MNET_FLAVOUR STREQUAL "host")
  if(NOT EXISTS ${MNET_MBEDTLS_DIR}/library/sha256.c)
    message(FATAL_ERROR
      "No mbedTLS source in ${MNET_MBEDTLS_DIR}. Run ./mnet setup, or give -DMNET_MBEDTLS_DIR=…")
  endif()
  add_library(mbedtls_reference STATIC
    ${MNET_MBEDTLS_DIR}/library/sha256.c
    ${MNET_MBEDTLS_DIR}/library/platform_util.c)
  target_link_libraries(mbedtls_reference PRIVATE mnet_third_party_flags)
  target_include_directories(mbedtls_reference SYSTEM PUBLIC
    ${MNET_MBEDTLS_DIR}/include ${PROJECT_SOURCE_DIR}/tests/unit/support)
  target_compile_definitions(mbedtls_reference PUBLIC
    MBEDTLS_CONFIG_FILE=<mbedtls_hash_config.h>)
endif()
