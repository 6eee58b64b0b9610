# Third-party sources, unmodified, from where ./mnet setup put them. Each becomes an object library
# (its name in MNET_THIRD_PARTY) and a header target for the one room that may see it.
set(MNET_THIRD_PARTY)

# lwIP: TCP/IP, for the net room.
if(NOT EXISTS ${MNET_LWIP_DIR}/src/core/init.c)
  message(FATAL_ERROR "No lwIP source in ${MNET_LWIP_DIR}. Run ./mnet setup, or give -DMNET_LWIP_DIR=…")
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
