#include "nic_choice.hpp"

namespace downloader {
namespace {

// A card that takes longer to come up is not asked any more.
constexpr std::uint64_t kAnswerMs = 2000;

bool same_mac(const std::uint8_t (&a)[6], const std::uint8_t (&b)[6]) {
  for (unsigned i = 0; i < 6; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

bool same_place(const mnet_pci_address &a, const mnet_pci_address &b) {
  return a.segment == b.segment && a.bus == b.bus && a.device == b.device &&
         a.function == b.function;
}

bool meant(const NicChoice &choice, std::uint32_t index, const mnet_nic_info &card) {
  switch (choice.by) {
    case NicChoice::By::kMac:
      return card.mac_known != 0 && same_mac(choice.mac, card.mac);
    case NicChoice::By::kPci:
      return same_place(choice.pci, card.pci);
    case NicChoice::By::kIndex:
      return choice.index == index;
    default:
      return true;
  }
}

mnet_status learn_mac(const mnet_platform &platform, const mnet_handoff &handoff,
                      mnet_nic_info &card) {
  mnet_nic_config request = {};
  request.size = sizeof request;
  request.abi_version = MNET_ABI_VERSION;
  request.platform = &platform;
  request.info = &card;
  request.drivers = mnet_drivers_default(&request.driver_count);
  request.arena = handoff.arena;
  request.arena_size = handoff.arena_size;
  request.dma = handoff.dma;
  if (request.dma.length > MNET_NIC_DMA_MIN) request.dma.length = MNET_NIC_DMA_MIN;
  mnet_nic *nic = nullptr;
  // A card that cannot be used has its reason told when the network is opened.
  if (mnet_nic_init(&request, &nic) != MNET_OK) return MNET_OK;

  const auto now = [&] { return platform.counter(platform.context); };
  const std::uint64_t start = now(), patience = platform.counter_hz / 1000 * kAnswerMs;
  mnet_status status = MNET_PENDING;
  while (status == MNET_PENDING && now() - start < patience) status = mnet_nic_step(nic, now());
  if (status == MNET_OK && mnet_nic_get_mac(nic, card.mac) == MNET_OK) card.mac_known = 1;
  do {
    status = mnet_nic_shutdown(nic, now());
  } while (status == MNET_PENDING);
  return status;
}

}  // namespace

std::int32_t find_nic(const NicChoice &choice, const mnet_handoff &handoff) {
  for (std::uint32_t i = 0; i < handoff.nic_count; ++i) {
    if (meant(choice, i, handoff.nics[i])) return static_cast<std::int32_t>(i);
  }
  return -1;
}

mnet_status learn_macs(const mnet_platform &platform, mnet_handoff &handoff) {
  for (std::uint32_t i = 0; i < handoff.nic_count; ++i) {
    if (handoff.nics[i].mac_known != 0) continue;
    const mnet_status status = learn_mac(platform, handoff, handoff.nics[i]);
    if (status != MNET_OK) return status;
  }
  return MNET_OK;
}

void explain_choice(Text &line, const NicChoice &choice, const mnet_handoff &handoff) {
  line.put("no card is the one of nic = ").put(choice.text).put("; there ");
  if (handoff.nic_count == 0) return void(line.put("are none"));
  line.put(handoff.nic_count == 1 ? "is" : "are");
  for (std::uint32_t i = 0; i < handoff.nic_count; ++i) {
    const mnet_nic_info &card = handoff.nics[i];
    line.put(i == 0 ? " " : ", ").decimal(i).put(": ").hex(card.pci.bus, 2).put(':');
    line.hex(card.pci.device, 2).put('.').hex(card.pci.function);
    if (card.mac_known != 0) line.put(' ').mac(card.mac);
  }
}

}  // namespace downloader
