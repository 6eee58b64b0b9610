/* Clients that stop at a layer, to see what is linked then. LAYER selects; nothing is ever run, so
 * the arguments do not matter. */
#include <morpheusnet/morpheusnet.h>

typedef void(MNET_API *function)(void);
#define USE(name) (function) name

static const function used[] = {
#if LAYER >= 0
    USE(mnet_strerror),
#endif
#if LAYER == 10 /* without UEFI: find cards and run them on a bare machine */
    USE(mnet_platform_bare_metal),
    USE(mnet_nic_enumerate),
#endif
#if LAYER == 11 /* with UEFI */
    USE(mnet_uefi_gather),
    USE(mnet_uefi_exit_boot_services),
    USE(mnet_machine_take_over),
    USE(mnet_platform_from_handoff),
#endif
#if LAYER == 1
    USE(mnet_nic_init),
    USE(mnet_nic_step),
    USE(mnet_poll_rx),
    USE(mnet_poll_tx),
    USE(mnet_collect_tx),
    USE(mnet_nic_get_mac),
    USE(mnet_nic_get_link),
    USE(mnet_nic_get_link_info),
    USE(mnet_nic_shutdown),
#endif
#if LAYER >= 2 && LAYER < 10
    USE(mnet_net_open),
    USE(mnet_net_step),
    USE(mnet_net_get_info),
    USE(mnet_net_shutdown),
#endif
#if LAYER == 3
    USE(mnet_tcp_open),
    USE(mnet_tcp_step),
    USE(mnet_tcp_send),
    USE(mnet_tcp_receive),
    USE(mnet_tcp_close),
    USE(mnet_udp_open),
    USE(mnet_udp_send),
    USE(mnet_udp_receive),
    USE(mnet_udp_close),
    USE(mnet_dns_begin),
    USE(mnet_dns_step),
    USE(mnet_ping_begin),
    USE(mnet_ping_step),
#endif
#if LAYER == 4
    USE(mnet_http_begin),
    USE(mnet_http_step),
    USE(mnet_http_get_progress),
#endif
#if LAYER == 5
    USE(mnet_download_begin),
    USE(mnet_download_step),
    USE(mnet_download_get_progress),
#endif
#if LAYER >= 1 && LAYER < 10
    USE(mnet_driver_virtio_net),
#endif
};

/* Called from outside, so that the table has to stay. */
uint64_t efi_main(uint64_t index) { return (uint64_t)used[index]; }
