/**
 * @file short_names.h
 * @brief The functions by their names without prefix, for who has no such names of their own.
 *
 * Not part of the umbrella header: macros know no scope. base.h's functions keep their prefix,
 * since a C library has a strerror().
 */
#ifndef MORPHEUSNET_SHORT_NAMES_H
#define MORPHEUSNET_SHORT_NAMES_H

#include <morpheusnet/morpheusnet.h>

/** @cond */

/* platform.h */
#define platform_bare_metal mnet_platform_bare_metal

/* nic.h */
#define driver_intel      mnet_driver_intel
#define driver_realtek    mnet_driver_realtek
#define driver_virtio_net mnet_driver_virtio_net
#define driver_vmxnet3    mnet_driver_vmxnet3
#define drivers_default   mnet_drivers_default
#define nic_enumerate     mnet_nic_enumerate
#define nic_arena_size    mnet_nic_arena_size
#define nic_init          mnet_nic_init
#define nic_step          mnet_nic_step
#define poll_rx           mnet_poll_rx
#define poll_tx           mnet_poll_tx
#define collect_tx        mnet_collect_tx
#define rx_burst          mnet_rx_burst
#define rx_release        mnet_rx_release
#define tx_reserve        mnet_tx_reserve
#define tx_burst          mnet_tx_burst
#define tx_cancel         mnet_tx_cancel
#define nic_set_capture   mnet_nic_set_capture
#define nic_get_mac       mnet_nic_get_mac
#define nic_get_link      mnet_nic_get_link
#define nic_get_link_info mnet_nic_get_link_info
#define nic_get_stats     mnet_nic_get_stats
#define nic_shutdown      mnet_nic_shutdown

/* nic_operations.h */
#define driver_plugin mnet_driver_plugin

/* pcap.h */
#define pcap_begin mnet_pcap_begin
#define pcap_add   mnet_pcap_add

/* net.h */
#define net_arena_size      mnet_net_arena_size
#define net_open            mnet_net_open
#define net_step            mnet_net_step
#define net_get_info        mnet_net_get_info
#define net_nic             mnet_net_nic
#define net_get_nic_stats   mnet_net_get_nic_stats
#define net_set_capture     mnet_net_set_capture
#define net_get_stats       mnet_net_get_stats
#define net_step_percentile mnet_net_step_percentile
#define net_shutdown        mnet_net_shutdown

/* dns.h */
#define dns_size       mnet_dns_size
#define dns_begin      mnet_dns_begin
#define dns_step       mnet_dns_step
#define dns_get_result mnet_dns_get_result
#define dns_cancel     mnet_dns_cancel

/* tcp.h */
#define tcp_size     mnet_tcp_size
#define tcp_open     mnet_tcp_open
#define tcp_step     mnet_tcp_step
#define tcp_send     mnet_tcp_send
#define tcp_peek     mnet_tcp_peek
#define tcp_consume  mnet_tcp_consume
#define tcp_receive  mnet_tcp_receive
#define tcp_get_info mnet_tcp_get_info
#define tcp_close    mnet_tcp_close
#define tcp_abort    mnet_tcp_abort

/* udp.h */
#define udp_size     mnet_udp_size
#define udp_open     mnet_udp_open
#define udp_send     mnet_udp_send
#define udp_receive  mnet_udp_receive
#define udp_get_info mnet_udp_get_info
#define udp_close    mnet_udp_close

/* ping.h */
#define ping_size       mnet_ping_size
#define ping_begin      mnet_ping_begin
#define ping_step       mnet_ping_step
#define ping_get_result mnet_ping_get_result
#define ping_cancel     mnet_ping_cancel

/* http.h */
#define http_size         mnet_http_size
#define http_begin        mnet_http_begin
#define http_step         mnet_http_step
#define http_cancel       mnet_http_cancel
#define http_get_progress mnet_http_get_progress
#define http_state_name   mnet_http_state_name

/* download.h */
#define download_size         mnet_download_size
#define download_begin        mnet_download_begin
#define download_step         mnet_download_step
#define download_cancel       mnet_download_cancel
#define download_get_progress mnet_download_get_progress
#define download_state_name   mnet_download_state_name

/* handoff.h */
#define uefi_gather             mnet_uefi_gather
#define uefi_release            mnet_uefi_release
#define uefi_exit_boot_services mnet_uefi_exit_boot_services
#define machine_take_over       mnet_machine_take_over
#define platform_from_handoff   mnet_platform_from_handoff
/** @endcond */

#endif
