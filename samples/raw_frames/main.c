/* Layer 1 alone: no TCP/IP is linked. Finds the gateway by ARP, pings it, and says so.
 *
 * Frames are byte arrays written by hand; a stack of one's own would stand where ping() does. */
#include <morpheusnet/handoff.h>
#include <morpheusnet/nic.h>

#ifndef OWN_ADDRESS
#define OWN_ADDRESS 10, 0, 2, 15
#endif
#ifndef PEER_ADDRESS
#define PEER_ADDRESS 10, 0, 2, 2
#endif

enum {
  kHeader = 14, /* Ethernet */
  kArpFrame = 42,
  kPingFrame = 14 + 20 + 8 + 32, /* Ethernet, IPv4, ICMP, data */
  kEtherTypeAt = 12,
  kIpv4 = 0x0800,
  kArp = 0x0806,
  kPings = 3
};

static mnet_handoff handoff = {.size = sizeof handoff};
static mnet_machine_config machine = {.size = sizeof machine, .serial_port = 0x3F8};
static mnet_platform platform = {.size = sizeof platform};
static uint64_t platform_state[MNET_BARE_METAL_STATE_SIZE / 8];
static const mnet_driver *drivers[1];
static mnet_nic_config config = {.size = sizeof config,
                                 .abi_version = MNET_ABI_VERSION,
                                 .platform = &platform,
                                 .drivers = drivers,
                                 .driver_count = 1};
static mnet_nic *nic;
static uint8_t own_mac[6], peer_mac[6];
static const uint8_t own_ip[4] = {OWN_ADDRESS}, peer_ip[4] = {PEER_ADDRESS};
static uint8_t sent[MNET_FRAME_MAX], received[MNET_FRAME_MAX];

static uint64_t now(void) { return platform.counter(platform.context); }

static void say(const char *text) {
  uint32_t length = 0;
  while (text[length] != '\0') ++length;
  platform.log(platform.context, MNET_LOG_ERROR, text, length);
}

static void copy(uint8_t *to, const uint8_t *from, uint32_t length) {
  while (length-- != 0) *to++ = *from++;
}

static int equal(const uint8_t *a, const uint8_t *b, uint32_t length) {
  while (length-- != 0) {
    if (*a++ != *b++) return 0;
  }
  return 1;
}

static void put16(uint8_t *at, uint32_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static uint32_t get16(const uint8_t *at) { return (uint32_t)at[0] << 8 | at[1]; }

/* RFC 1071 */
static uint32_t internet_checksum(const uint8_t *data, uint32_t length) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < length; i += 2) sum += get16(data + i);
  while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
  return ~sum & 0xFFFF;
}

static void ethernet(const uint8_t *destination, uint32_t type) {
  copy(sent, destination, 6);
  copy(sent + 6, own_mac, 6);
  put16(sent + kEtherTypeAt, type);
}

/* RFC 826: operation 1 asks, 2 answers. */
static void send_arp(uint32_t operation, const uint8_t *mac, const uint8_t *ip) {
  static const uint8_t fixed[6] = {0, 1, 8, 0, 6, 4}; /* Ethernet, IPv4, lengths of both */
  static const uint8_t everyone[6] = {255, 255, 255, 255, 255, 255};
  ethernet(operation == 1 ? everyone : mac, kArp);
  copy(sent + 14, fixed, 6);
  put16(sent + 20, operation);
  copy(sent + 22, own_mac, 6);
  copy(sent + 28, own_ip, 4);
  copy(sent + 32, mac, 6);
  copy(sent + 38, ip, 4);
  mnet_poll_tx(nic, sent, kArpFrame);
}

/* RFC 791 and 792 */
static void send_ping(uint32_t sequence) {
  uint8_t *ip = sent + kHeader, *icmp = ip + 20;
  for (uint32_t i = 0; i < kPingFrame; ++i) sent[i] = (uint8_t)i;
  ethernet(peer_mac, kIpv4);
  ip[0] = 0x45;
  ip[1] = 0;
  put16(ip + 2, kPingFrame - kHeader);
  put16(ip + 4, sequence);
  put16(ip + 6, 0);
  ip[8] = 64;
  ip[9] = 1;
  put16(ip + 10, 0);
  copy(ip + 12, own_ip, 4);
  copy(ip + 16, peer_ip, 4);
  put16(ip + 10, internet_checksum(ip, 20));
  icmp[0] = 8;
  icmp[1] = 0;
  put16(icmp + 2, 0);
  put16(icmp + 4, 0x4D4E);
  put16(icmp + 6, sequence);
  put16(icmp + 2, internet_checksum(icmp, kPingFrame - kHeader - 20));
  mnet_poll_tx(nic, sent, kPingFrame);
}

enum event { kNothing, kPeerFound, kPong };

/* One frame, if one is there. Lengths come from the wire and are checked before use. */
static enum event receive(uint32_t sequence) {
  int32_t length = mnet_poll_rx(nic, received, sizeof received);
  if (length >= kArpFrame && get16(received + kEtherTypeAt) == kArp) {
    const uint8_t *sender = received + 22;
    uint32_t operation = get16(received + 20);
    if (operation == 1 && equal(received + 38, own_ip, 4)) send_arp(2, sender, sender + 6);
    if (operation == 2 && equal(sender + 6, peer_ip, 4)) {
      copy(peer_mac, sender, 6);
      return kPeerFound;
    }
  }
  if (length >= kPingFrame && get16(received + kEtherTypeAt) == kIpv4 && received[14] == 0x45 &&
      received[23] == 1 && equal(received + 26, peer_ip, 4) && received[34] == 0 &&
      get16(received + 40) == sequence &&
      internet_checksum(received + 34, kPingFrame - kHeader - 20) == 0) {
    return kPong;
  }
  return kNothing;
}

static mnet_status wait_for(enum event wanted, uint32_t sequence) {
  uint64_t start = now(), second = platform.counter_hz;
  while (now() - start < second) {
    mnet_status status = mnet_nic_step(nic, now());
    if (status < 0) return status;
    mnet_collect_tx(nic);
    if (receive(sequence) == wanted) return MNET_OK;
  }
  return MNET_E_TIMEOUT;
}

static mnet_status bring_up(void) {
  uint64_t start = now(), patience = 5 * platform.counter_hz;
  mnet_status status = mnet_nic_init(&config, &nic);
  if (status != MNET_OK) return status;
  while ((status = mnet_nic_step(nic, now())) == MNET_PENDING || mnet_nic_get_link(nic) == 0) {
    if (now() - start > patience) return MNET_E_LINK_DOWN;
  }
  return status == MNET_OK ? mnet_nic_get_mac(nic, own_mac) : status;
}

static mnet_status ping(void) {
  static const uint8_t unknown[6];
  mnet_status status = MNET_E_TIMEOUT;
  for (int attempt = 0; attempt < 3 && status == MNET_E_TIMEOUT; ++attempt) {
    send_arp(1, unknown, peer_ip);
    status = wait_for(kPeerFound, 0);
  }
  if (status != MNET_OK) return status;
  say("MNET ARP status=ok");
  for (uint32_t sequence = 1; sequence <= kPings && status == MNET_OK; ++sequence) {
    send_ping(sequence);
    status = wait_for(kPong, sequence);
  }
  return status;
}

static MNET_API void run(void *context, mnet_handoff *facts) {
  (void)context;
  mnet_status status =
      mnet_platform_from_handoff(facts, 0x3F8, MNET_LOG_INFO, &platform, platform_state);
  if (status == MNET_OK) {
    drivers[0] = mnet_driver_virtio_net();
    config.info = facts->nics;
    config.arena = facts->arena;
    config.arena_size = (size_t)facts->arena_size;
    config.dma = facts->dma;
    status = facts->nic_count != 0 ? bring_up() : MNET_E_NO_NIC;
    if (status == MNET_OK) status = ping();
    while (nic != NULL && mnet_nic_shutdown(nic, now()) == MNET_PENDING) continue;
    say(status == MNET_OK ? "MNET DONE ok=1 failed=0" : mnet_strerror(status));
  }
  /* Ends QEMU (isa-debug-exit); a real machine ignores it and halts. */
  __asm__ volatile("outb %0, %1" : : "a"((uint8_t)(status != MNET_OK)), "Nd"((uint16_t)0xF4));
  for (;;) __asm__ volatile("hlt");
}

uint64_t efi_main(void *image, void *system_table) {
  if (mnet_uefi_gather(image, system_table, NULL, &handoff) != MNET_OK) return 1;
  if (mnet_uefi_exit_boot_services(image, system_table, &handoff) == MNET_OK) {
    mnet_machine_take_over(&handoff, &machine, run);
  }
  for (;;) continue; /* only after a firmware that does not let go */
}
