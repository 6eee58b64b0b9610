/* A client with functions of its own under names that the library's parts have inside: the C
 * library's, lwIP's, llhttp's, mbedTLS's. All must link beside the archive, and none may be called
 * by it. */
#include <morpheusnet/morpheusnet.h>

#define OWN(name)              \
  int name(void);              \
  int name(void) { return 0; } \
  _Static_assert(1, "takes the semicolon")

OWN(memcpy);
OWN(memmove);
OWN(memset);
OWN(memcmp);
OWN(strlen);
OWN(strncmp);
OWN(strcmp);
OWN(printf);
OWN(snprintf);
OWN(puts);
OWN(malloc);
OWN(free);
OWN(calloc);
OWN(abort);
OWN(atoi);
OWN(rand);
OWN(exit);
OWN(__assert_fail);
OWN(__stack_chk_fail);
OWN(__popcountdi2);
OWN(_ZdlPv);
OWN(_Znwm);
OWN(tcp_write);
OWN(tcp_new);
OWN(tcp_input);
OWN(tcp_output);
OWN(tcp_recved);
OWN(udp_new);
OWN(pbuf_alloc);
OWN(pbuf_free);
OWN(netif_add);
OWN(lwip_init);
OWN(dhcp_start);
OWN(etharp_output);
OWN(dns_gethostbyname);
OWN(sys_now);
OWN(sys_check_timeouts);
OWN(inet_chksum);
OWN(mem_malloc);
OWN(memp_malloc);
OWN(llhttp_init);
OWN(llhttp_execute);
OWN(llhttp_settings_init);
OWN(mbedtls_sha256);
OWN(mbedtls_ssl_init);
OWN(mbedtls_ssl_handshake);
OWN(mbedtls_platform_zeroize);
OWN(crypto_sign_verify_detached);
OWN(asm_read_tsc);
OWN(asm_poll_rx);
OWN(net_open);
OWN(nic_init);
