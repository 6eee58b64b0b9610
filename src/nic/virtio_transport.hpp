// One set of verbs for both ways to a VirtIO device's registers.
// Spec: VIRTIO 1.2, 4.1.4.3 (modern), 4.1.4.10 (legacy).
#pragma once

#include <cstdint>

#include "nic/layout.hpp"
#include "nic/virtio_pci.hpp"

namespace mnet::virtio {

// Makes the registers answer, after pci::prepare().
void open_registers(const Nic &nic, Registers &registers);

// kStatusGone: nothing answers. Writing 0 asks for a reset, complete once 0 is read.
std::uint8_t get_status(const Registers &registers);
void set_status(const Registers &registers, std::uint8_t status);

std::uint64_t get_features(const Registers &registers);
void set_features(const Registers &registers, std::uint64_t features);

// Whether there is a receive and a transmit queue.
bool has_queue_pair(const Registers &registers);
// Entries that the device offers, or on a legacy one insists on; 0: no such queue.
std::uint16_t queue_size(const Registers &registers, std::uint16_t index);
// Enables an initialised queue whose parts are where `setup` says, and tells it its doorbell.
// nullptr, or a complaint.
const char *enable_queue(const Registers &registers, const VirtqSetup &setup, Virtq &queue);

// False, or -1: changed while it was read; try again in a later step.
bool get_mac(const Registers &registers, std::uint8_t (&mac)[6]);
std::int32_t get_config16(const Registers &registers, std::uint32_t offset);

}  // namespace mnet::virtio
