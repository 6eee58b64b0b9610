/* The stack and what stands on it: each kind of operation to its end, and cancelled. */
#include "meter.h"

#ifndef MNET_URL
#define MNET_URL "http://files.mnet.test/data"
#endif

static mnet_net_config stack = {
    .size = sizeof stack, .abi_version = MNET_ABI_VERSION, .platform = &platform};
static mnet_net *net;
static mnet_net_info info = {.size = sizeof info};
static mnet_net_nic_info card = {.size = sizeof card};
static mnet_net_stats stats = {.size = sizeof stats};
static mnet_nic_stats card_stats = {.size = sizeof card_stats};
static mnet_ping_config ping_config = {.size = sizeof ping_config, .count = 2, .interval_ms = 10};
static mnet_ping_result ping_result = {.size = sizeof ping_result};
static mnet_dns_config dns_config = {.size = sizeof dns_config, .name = "files.mnet.test"};
static mnet_dns_result dns_result = {.size = sizeof dns_result};
static mnet_udp_config udp_config = {.size = sizeof udp_config};
static mnet_udp_info udp_info = {.size = sizeof udp_info};
static mnet_datagram datagram = {.size = sizeof datagram};
static mnet_tcp_config tcp_config = {.size = sizeof tcp_config, .port = 80};
static mnet_tcp_info tcp_info = {.size = sizeof tcp_info};
static mnet_http_config http_config = {.size = sizeof http_config, .url = MNET_URL};
static mnet_http_progress http_progress = {.size = sizeof http_progress};
static mnet_download_config job = {
    .size = sizeof job, .url = MNET_URL, .flags = MNET_DOWNLOAD_DIGEST_SHA256};
static mnet_download_progress progress = {.size = sizeof progress};

static MNET_API void on_frame(void *context, uint32_t direction, const void *data, uint32_t bytes,
                              uint32_t flags) {
  (void)context, (void)direction, (void)data, (void)bytes, (void)flags;
}

static mnet_status turn(void) { return mnet_net_step(net, now(), NULL); }

static mnet_status use_ping_and_dns(void) {
  mnet_ping *ping;
  mnet_dns *dns;
  ping_config.address = info.gateway.octet[0] != 0 ? info.gateway : info.dns[0];
  mnet_status status = mnet_ping_size() <= MEMORY_SIZE
                           ? mnet_ping_begin(net, &ping_config, memory, now(), &ping)
                           : MNET_E_NO_MEMORY;
  while (status == MNET_OK && mnet_ping_step(ping, now()) == MNET_PENDING) turn();
  if (status == MNET_OK) status = mnet_ping_get_result(ping, &ping_result);
  if (status != MNET_OK || ping_result.received == 0) return MNET_E_UNREACHABLE;
  mnet_ping_cancel(ping);

  if (mnet_dns_size() > MEMORY_SIZE) return MNET_E_NO_MEMORY;
  status = mnet_dns_begin(net, &dns_config, memory, now(), &dns);
  while (status == MNET_OK && mnet_dns_step(dns, now()) == MNET_PENDING) turn();
  if (status == MNET_OK) mnet_dns_get_result(dns, &dns_result);
  mnet_dns_cancel(dns);
  return status == MNET_OK ? dns_result.status : status;
}

static mnet_status use_udp(void) {
  static const uint8_t query[] = {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'x', 0, 0, 1, 0, 1};
  mnet_udp *udp;
  if (mnet_udp_size() > MEMORY_SIZE) return MNET_E_NO_MEMORY;
  mnet_status status = mnet_udp_open(net, &udp_config, memory, &udp);
  if (status != MNET_OK) return status;
  status = mnet_udp_send(udp, &info.dns[0], 53, query, sizeof query);
  uint64_t end = now() + platform.counter_hz;
  do {
    turn();
    status = mnet_udp_receive(udp, memory + 65536, 1500, &datagram);
  } while (status != MNET_OK && now() < end);
  mnet_udp_get_info(udp, &udp_info);
  mnet_udp_close(udp);
  return status;
}

static mnet_status use_tcp(void) {
  static const char request[] = "HEAD /data HTTP/1.0\r\n\r\n";
  uint32_t sent = 0, received = 0, waiting = 0;
  const void *bytes;
  mnet_tcp *tcp;
  tcp_config.address = dns_result.address;
  if (mnet_tcp_size() > MEMORY_SIZE) return MNET_E_NO_MEMORY;
  mnet_status status = mnet_tcp_open(net, &tcp_config, memory, now(), &tcp);
  if (status != MNET_OK) return status;
  uint64_t end = now() + 2 * platform.counter_hz;
  while ((status = mnet_tcp_step(tcp, now())) == MNET_PENDING && now() < end) turn();
  if (status == MNET_OK) mnet_tcp_send(tcp, request, sizeof request - 1, &sent);
  while (received == 0 && now() < end) {
    turn();
    mnet_tcp_step(tcp, now());
    if (mnet_tcp_peek(tcp, &bytes, &waiting) == MNET_OK && waiting > 1) mnet_tcp_consume(tcp, 1);
    mnet_tcp_receive(tcp, memory + 65536, 1500, &received);
  }
  mnet_tcp_get_info(tcp, &tcp_info);
  mnet_tcp_close(tcp);
  for (int i = 0; i < 200; ++i) turn();
  mnet_tcp_abort(tcp);
  return received != 0 ? MNET_OK : MNET_E_TIMEOUT;
}

static mnet_status use_http(void) {
  mnet_http *http;
  if (mnet_http_size() > MEMORY_SIZE) return MNET_E_NO_MEMORY;
  mnet_status status = mnet_http_begin(net, &http_config, memory, now(), &http);
  if (status != MNET_OK) return status;
  while ((status = mnet_http_step(http, now())) == MNET_PENDING) turn();
  mnet_http_get_progress(http, &http_progress);
  mnet_status again = mnet_http_begin(net, &http_config, memory, now(), &http);
  for (int i = 0; again == MNET_OK && i < 2000 && http_progress.state != MNET_HTTP_BODY; ++i) {
    turn();
    mnet_http_step(http, now());
    mnet_http_get_progress(http, &http_progress);
  }
  mnet_http_cancel(http);
  return status;
}

static mnet_status use_download(void) {
  mnet_download *download;
  if (mnet_download_size() > MEMORY_SIZE) return MNET_E_NO_MEMORY;
  mnet_status status = mnet_download_begin(net, &job, memory, now(), &download);
  if (status != MNET_OK) return status;
  while ((status = mnet_download_step(download, now())) == MNET_PENDING) turn();
  mnet_download_get_progress(download, &progress);
  mnet_download_begin(net, &job, memory, now(), &download);
  for (int i = 0; i < 500; ++i) {
    turn();
    mnet_download_step(download, now());
  }
  mnet_download_cancel(download);
  return status;
}

mnet_status use_layers_2_to_4(void) {
  stack.nics = handoff.nics;
  stack.nic_count = handoff.nic_count;
  stack.dma = handoff.dma;
  stack.arena = handoff.arena;
  stack.drivers = mnet_drivers_default(&stack.driver_count);
  stack.arena_size = mnet_net_arena_size(&stack);
  mnet_status status = mnet_net_open(&stack, &net);
  if (status != MNET_OK) return status;
  mnet_net_set_capture(net, 0, on_frame, NULL);
  while ((status = turn()) == MNET_PENDING) continue;
  if (status == MNET_OK) status = mnet_net_get_info(net, &info);
  mnet_net_nic(net, 0, &card);
  if (status == MNET_OK) status = use_ping_and_dns();
  if (status == MNET_OK) status = use_udp();
  if (status == MNET_OK) status = use_tcp();
  if (status == MNET_OK) status = use_http();
  if (status == MNET_OK) status = use_download();
  mnet_net_get_nic_stats(net, 0, &card_stats);
  mnet_net_get_stats(net, &stats);
  mnet_net_step_percentile(&stats, 999);
  while (mnet_net_shutdown(net, now()) == MNET_PENDING) continue;
  return status;
}
