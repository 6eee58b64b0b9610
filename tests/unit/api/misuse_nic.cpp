// Misuse of layer 1's set-up: a row a mistake.
#include "unit/api/misuse.hpp"

namespace mnet::test {

const std::vector<Misuse> &nic_misuses() {
  static const std::vector<Misuse> rows = {
      {"mnet_driver_virtio_net", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_driver_virtio_net() != nullptr ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_driver_intel", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_driver_intel() != nullptr ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_driver_realtek", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_driver_realtek() != nullptr ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_driver_vmxnet3", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_driver_vmxnet3() != nullptr ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_driver_plugin", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_driver_plugin() != nullptr ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_drivers_default", "NULL count", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_drivers_default(nullptr) == nullptr ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_nic_enumerate", "NULL platform", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_nic_enumerate(nullptr, nullptr, 0, &w.number); }},
      {"mnet_nic_enumerate", "NULL count", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_nic_enumerate(&w.platform, nullptr, 0, nullptr);
       }},
      {"mnet_nic_enumerate", "NULL list with a capacity", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_nic_enumerate(&w.platform, nullptr, 5, &w.number);
       }},
      {"mnet_nic_enumerate", "platform's size", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.platform;
         c.size = 1;
         return mnet_nic_enumerate(&c, nullptr, 0, &w.number);
       }},
      {"mnet_nic_enumerate", "no pci_read", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.platform;
         c.pci_read = nullptr;
         return mnet_nic_enumerate(&c, nullptr, 0, &w.number);
       }},
      {"mnet_nic_init", "NULL config", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_nic_init(nullptr, &w.new_nic); }},
      {"mnet_nic_init", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_nic_init(&w.nic_config, nullptr); }},
      {"mnet_nic_init", "size zero", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.size = 0;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.size = 0xFFFFFFFF;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "unknown offloads", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.offloads = 1u << 31;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "ABI version", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.abi_version = MNET_ABI_VERSION + 1;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "NULL platform", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.platform = nullptr;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "NULL info", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.info = nullptr;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "NULL drivers", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.drivers = nullptr;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "NULL arena", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.arena = nullptr;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "misaligned arena", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.arena = static_cast<std::uint8_t *>(w.room()) + 8;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "arena of size 0", MNET_E_NO_MEMORY,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.arena = w.room();
         c.arena_size = 0;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "NULL DMA region", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.dma.cpu = nullptr;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "misaligned DMA region", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.dma.cpu = static_cast<std::uint8_t *>(c.dma.cpu) + 8;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "misaligned bus address", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.dma.bus += 8;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "DMA region too small", MNET_E_NO_DMA,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.dma.length = MNET_NIC_DMA_MIN - 1;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "DMA region of length 0", MNET_E_NO_DMA,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.dma.length = 0;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "DMA region that wraps", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         c.dma.length = ~std::uint64_t{0} - 4095;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "platform's size", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         mnet_platform p = w.platform;
         p.size = 3;
         c.platform = &p;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "counter rate of 0", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         mnet_platform p = w.platform;
         p.counter_hz = 0;
         c.platform = &p;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "info's size", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         mnet_nic_info i = w.info;
         i.size = 3;
         c.info = &i;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_init", "a NULL driver", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.nic_config;
         const mnet_driver *none[1] = {nullptr};
         c.drivers = none;
         return mnet_nic_init(&c, &w.new_nic);
       }},
      {"mnet_nic_arena_size", "huge length", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_nic_arena_size(~std::uint64_t{0}) == mnet_nic_arena_size(MNET_NIC_DMA_MAX)
                    ? MNET_OK
                    : MNET_E_INVALID;
       }},
      {"mnet_nic_step", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_nic_step(nullptr, w.now); }},
      {"mnet_nic_step", "after shutdown", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_nic_step(w.stopped, w.now); }},
      {"mnet_nic_set_capture", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_nic_set_capture(nullptr, nullptr, nullptr); }},
      {"mnet_nic_get_mac", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_nic_get_mac(nullptr, w.scratch); }},
      {"mnet_nic_get_mac", "NULL address", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_nic_get_mac(w.running, nullptr); }},
      {"mnet_nic_get_mac", "not brought up", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_nic_get_mac(w.fresh, w.scratch); }},
      {"mnet_nic_get_link", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_nic_get_link(nullptr); }},
      {"mnet_nic_get_link", "not brought up", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_nic_get_link(w.fresh); }},
      {"mnet_nic_get_link_info", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_nic_link_info>();
         return mnet_nic_get_link_info(nullptr, &r);
       }},
      {"mnet_nic_get_link_info", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_nic_get_link_info(w.running, nullptr); }},
      {"mnet_nic_get_link_info", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_nic_link_info r = {};
         return mnet_nic_get_link_info(w.running, &r);
       }},
      {"mnet_nic_get_link_info", "not brought up", MNET_E_STATE,
       [](World &w) -> mnet_status {
         auto r = sized<mnet_nic_link_info>();
         return mnet_nic_get_link_info(w.fresh, &r);
       }},
      {"mnet_nic_get_stats", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_nic_stats>();
         return mnet_nic_get_stats(nullptr, &r);
       }},
      {"mnet_nic_get_stats", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_nic_get_stats(w.running, nullptr); }},
      {"mnet_nic_get_stats", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_nic_stats r = {};
         return mnet_nic_get_stats(w.running, &r);
       }},
      {"mnet_nic_get_stats", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_nic_stats r = {};
         r.size = sizeof r + 1;
         return mnet_nic_get_stats(w.running, &r);
       }},
      {"mnet_nic_shutdown", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_nic_shutdown(nullptr, w.now); }},
      {"mnet_nic_shutdown", "twice", MNET_OK,
       [](World &w) -> mnet_status { return mnet_nic_shutdown(w.stopped, w.now); }},
  };
  return rows;
}

}  // namespace mnet::test
