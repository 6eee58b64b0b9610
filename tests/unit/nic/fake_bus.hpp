// A PCI bus for tests: functions at addresses, and a count of what was looked at.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>

#include <morpheusnet/platform.h>

#include "models/pci_function_model.hpp"

namespace mnet::test {

class FakeBus {
 public:
  FakeBus() {
    platform_.size = sizeof(platform_);
    platform_.context = this;
    platform_.counter_hz = 1'000'000;
    platform_.pci_read = [](void *context, const mnet_pci_address *at, std::uint32_t offset,
                            std::uint32_t width) MNET_API -> std::uint32_t {
      auto *bus = static_cast<FakeBus *>(context);
      ++bus->reads;
      PciFunctionModel *function = bus->find(*at);
      return function != nullptr ? function->read(offset, width) : 0xFFFFFFFFu >> (32 - 8 * width);
    };
    platform_.pci_write = [](void *context, const mnet_pci_address *at, std::uint32_t offset,
                             std::uint32_t width, std::uint32_t value) MNET_API {
      PciFunctionModel *function = static_cast<FakeBus *>(context)->find(*at);
      if (function != nullptr) function->write(offset, width, value);
    };
    platform_.map_mmio = [](void *, std::uint64_t, std::uint64_t)
                             MNET_API -> void * { return nullptr; };
  }

  const mnet_platform *platform() const { return &platform_; }

  PciFunctionModel &add(std::uint8_t bus, std::uint8_t device, std::uint8_t function,
                        std::uint16_t vendor, std::uint16_t id, std::uint16_t device_class) {
    PciFunctionModel &model = functions_[{bus, device, function}];
    model.set16(0x00, vendor);
    model.set16(0x02, id);
    model.set16(0x0A, device_class);
    model.writable(0x04, 0x0547, 2);
    return model;
  }
  PciFunctionModel &add_bridge(std::uint8_t bus, std::uint8_t device, std::uint8_t secondary) {
    PciFunctionModel &model = add(bus, device, 0, 0x1B36, 0x000C, 0x0604);
    model.set8(0x0E, 1);
    model.set8(0x19, secondary);
    return model;
  }

  std::uint64_t reads = 0;

 private:
  PciFunctionModel *find(const mnet_pci_address &at) {
    const auto found = functions_.find({at.bus, at.device, at.function});
    return at.segment == 0 && found != functions_.end() ? &found->second : nullptr;
  }

  std::map<std::tuple<std::uint8_t, std::uint8_t, std::uint8_t>, PciFunctionModel> functions_;
  mnet_platform platform_ = {};
};

}  // namespace mnet::test
