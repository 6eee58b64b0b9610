#include "oracle/dirty.hpp"

#include <algorithm>
#include <cstring>

#include "nic/pci_ids.hpp"
#include "platform/pci.hpp"

namespace mnet::test {
namespace {

using Space = QtestClient::Space;

constexpr std::uint32_t kRingEntries = 256, kDescriptorBytes = 16;
constexpr std::uint32_t kLow = 0x100000;  // below lies what is no memory of a card's

// Above the first MiB, with room for a ring or a buffer behind it.
std::uint32_t address_in_memory(std::mt19937 &random) {
  constexpr std::uint32_t kRoom = 0x10000;
  return kLow + random() % (Qemu::kRamBytes - kLow - kRoom) / 4096 * 4096;
}

bool spared(const Card &card, unsigned bar, std::uint64_t offset) {
  return bar == 0 && std::any_of(card.spared.begin(), card.spared.end(), [&](auto &range) {
           return offset >= range.first && offset - range.first < range.length;
         });
}

// Registers of one BAR, by their offsets.
class Bar {
 public:
  Bar(Qemu &qemu, unsigned index) : qemu_(qemu), bar_(qemu.info().bars[index]) {}

  void write(std::uint32_t offset, std::uint32_t value, unsigned width = 4) const {
    qemu_.qtest().post(Space::kMemory, bar_.bus + offset, width, value);
  }
  std::uint32_t read(std::uint32_t offset) const {
    return qemu_.qtest().read(Space::kMemory, bar_.bus + offset, 4);
  }

 private:
  Qemu &qemu_;
  const mnet_pci_bar &bar_;
};

// A ring whose every descriptor is the card's. `command` is the second word.
std::uint32_t place_ring(Qemu &qemu, std::mt19937 &random, std::uint64_t command,
                         bool command_first) {
  const std::uint32_t ring = address_in_memory(random);
  for (std::uint32_t i = 0; i < kRingEntries; ++i) {
    const std::uint64_t address = address_in_memory(random);
    std::uint8_t *entry = qemu.ram().data() + ring + i * kDescriptorBytes;
    std::memcpy(entry + (command_first ? 8 : 0), &address, 8);
    std::memcpy(entry + (command_first ? 0 : 8), &command, 8);
  }
  return ring;
}

// Spec: 8254x 13.4, 13.5
void leave_intel(Qemu &qemu, std::mt19937 &random) {
  const Bar bar(qemu, 0);
  constexpr std::uint32_t kCtrl = 0, kCtrlVlan = 1u << 30;
  constexpr std::uint32_t kIms = 0xD0, kVet = 0x38;
  constexpr std::uint32_t kRctl = 0x100, kRctlEverything = 0x0201803E;  // 16 KiB buffers
  constexpr std::uint32_t kTctl = 0x400, kTctlOn = 0x0004010A;
  constexpr std::uint32_t kRxcsum = 0x5000, kRxcsumAll = 0x2700;
  constexpr std::uint32_t kRx = 0x2800, kTx = 0x3800, kLength = 8, kHead = 0x10, kTail = 0x18;
  constexpr std::uint64_t kSend = 0x0B000000 | 200;  // end of frame, FCS, report; 200 bytes
  bar.write(kIms, 0xFFFFFFFF);
  bar.write(kVet, 0x8100);
  bar.write(kCtrl, bar.read(kCtrl) | kCtrlVlan);
  bar.write(kRxcsum, kRxcsumAll);
  for (const std::uint32_t ring : {kRx, kTx}) {
    bar.write(ring, place_ring(qemu, random, ring == kTx ? kSend : 0, false));
    bar.write(ring + 4, 0);
    bar.write(ring + kLength, kRingEntries * kDescriptorBytes);
    bar.write(ring + kHead, 0);
    bar.write(ring + kTail, kRingEntries - 1);
  }
  bar.write(kTctl, kTctlOn);
  bar.write(kTx + kTail, kRingEntries / 2);
  bar.write(kRctl, kRctlEverything);
}

// Spec: RTL8139C(L)+ datasheet 1.6, chapter 6
void leave_realtek(Qemu &qemu, std::mt19937 &random) {
  const Bar bar(qemu, 1);
  constexpr std::uint32_t kRxBuffer = 0x30, kImr = 0x3C, kRcr = 0x44, kEverything = 0x0000F78F;
  constexpr std::uint32_t kTxRing = 0x20, kRxRing = 0xE4, kDoorbell = 0xD9;
  constexpr std::uint64_t kPost = 0x80000000 | 0x1FF8;  // the card's, 8 KiB
  constexpr std::uint64_t kSend = 0xB0000000 | 200;     // the card's, a frame of 200 bytes
  bar.write(kImr, 0xFFFF, 2);
  bar.write(kRcr, kEverything);
  bar.write(kRxBuffer, address_in_memory(random));
  bar.write(kRxRing, place_ring(qemu, random, kPost, true));
  bar.write(kRxRing + 4, 0);
  bar.write(kTxRing, place_ring(qemu, random, kSend, true));
  bar.write(kTxRing + 4, 0);
  bar.write(kDoorbell, 0x40, 1);
}

// Every message goes somewhere into memory. Spec: PCI Local Bus 3.0, 6.8.2
void enable_messages(Qemu &qemu, std::mt19937 &random) {
  const pci::Function function(qemu.platform(), qemu.info().pci);
  const std::uint32_t capability = pci::find_capability(function, pci::kCapabilityMsix);
  if (capability == 0) return;
  const std::uint32_t entries = (function.read16(capability + 2) & 0x7FFu) + 1;
  const std::uint32_t table = function.read32(capability + 4);
  const Bar bar(qemu, table & 7);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::uint32_t entry = (table & ~7u) + 16 * i;
    bar.write(entry, address_in_memory(random) + 64 * i);
    bar.write(entry + 4, 0);
    bar.write(entry + 8, static_cast<std::uint32_t>(random()));
    bar.write(entry + 12, 0);
  }
  function.write16(capability + 2, 0x8000);
}

// QEMU has a modern device's common configuration at the start of BAR 4. Spec: VIRTIO 1.2, 4.1.4.3,
// 4.1.4.8
std::uint32_t virtio_status(Qemu &qemu) {
  const mnet_pci_bar &modern = qemu.info().bars[4];
  if (modern.length != 0) return qemu.qtest().read(Space::kMemory, modern.bus + 0x14, 1);
  const mnet_pci_bar &legacy = qemu.info().bars[0];
  return qemu.qtest().read(Space::kPort, legacy.bus + 0x12, 1);
}

// As still_on() says, of the card's own registers.
const char *switched_on(Qemu &qemu, const Card &card) {
  if (card.kind == MNET_NIC_INTEL) {
    constexpr std::uint32_t kRctl = 0x100, kTctl = 0x400, kEnable = 2;
    if ((Bar(qemu, 0).read(kRctl) & kEnable) != 0) return "the receiver";
    if ((Bar(qemu, 0).read(kTctl) & kEnable) != 0) return "the transmitter";
  } else if (card.kind == MNET_NIC_REALTEK) {
    constexpr std::uint32_t kCommandWord = 0x34, kReceiver = 1u << 27, kTransmitter = 1u << 26;
    if ((Bar(qemu, 1).read(kCommandWord) & kReceiver) != 0) return "the receiver";
    if ((Bar(qemu, 1).read(kCommandWord) & kTransmitter) != 0) return "the transmitter";
  } else if (card.kind == MNET_NIC_VIRTIO_NET && virtio_status(qemu) != 0) {
    return "the device, as its status says";
  }
  return "";
}

}  // namespace

void scribble(Qemu &qemu, const Card &card, std::mt19937 &random, bool mastering) {
  constexpr int kWrites = 3000;
  for (int i = 0; i < kWrites; ++i) {
    const unsigned index = random() % 6;
    const mnet_pci_bar &bar = qemu.info().bars[index];
    if (bar.length == 0 || (card.scribble_bars >> index & 1) == 0) continue;
    const auto space = (bar.flags & MNET_BAR_IO) != 0 ? Space::kPort : Space::kMemory;
    // Half of them among the first registers, where most of a device's life is.
    const std::uint64_t within = random() % 2 == 0 || bar.length < 0x100 ? bar.length : 0x100;
    const std::uint64_t at = random() % within / 4 * 4;
    const bool address = mastering && random() % 2 == 0;
    const auto value = address ? address_in_memory(random) : static_cast<std::uint32_t>(random());
    if (!spared(card, index, at)) qemu.qtest().post(space, bar.bus + at, 4, value);
  }
  qemu.qtest().sync();
}

void leave_switched_on(Qemu &qemu, const Card &card, std::mt19937 &random) {
  const pci::Function function(qemu.platform(), qemu.info().pci);
  function.command(pci::kCommandInterruptDisable, pci::kCommandIo);
  enable_messages(qemu, random);
  if (card.kind == MNET_NIC_INTEL) leave_intel(qemu, random);
  if (card.kind == MNET_NIC_REALTEK) leave_realtek(qemu, random);
  if (card.kind == MNET_NIC_VMXNET3) Bar(qemu, 0).write(0, 0);  // its interrupt's mask
  qemu.qtest().sync();
}

void move_buffers(Qemu &qemu, std::uint64_t bus, std::uint64_t length, std::mt19937 &random) {
  for (std::uint8_t *at = &qemu.ram()[bus], *end = at + length; at < end; at += 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    if (word < bus || word - bus >= length) continue;
    word = address_in_memory(random);
    std::memcpy(at, &word, 8);
  }
}

std::string still_on(Qemu &qemu, const Card &card) {
  const pci::Function function(qemu.platform(), qemu.info().pci);
  const std::uint16_t command = function.read16(pci::kCommand);
  if ((command & pci::kCommandBusMaster) != 0) return "bus mastering";
  function.command(0, pci::kCommandMemory | pci::kCommandIo);
  const char *what = switched_on(qemu, card);
  function.write16(pci::kCommand, command);
  return what;
}

void fill_with_addresses(std::span<std::uint8_t> memory, std::mt19937 &random) {
  for (std::size_t i = 0; i + 8 <= memory.size(); i += 8) {
    const std::uint64_t any = std::uint64_t{random()} << 32 | random();
    const std::uint64_t word = random() % 4 == 0 ? any : address_in_memory(random);
    std::memcpy(&memory[i], &word, 8);
  }
}

}  // namespace mnet::test
