// Misuse of the stack: a row a mistake.
#include "unit/api/misuse.hpp"

namespace mnet::test {

const std::vector<Misuse> &net_misuses() {
  static const std::vector<Misuse> rows = {
      {"mnet_net_open", "NULL config", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_net_open(nullptr, &w.new_net); }},
      {"mnet_net_open", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_net_open(&w.net_config, nullptr); }},
      {"mnet_net_open", "a stack is open", MNET_E_BUSY,
       [](World &w) -> mnet_status { return mnet_net_open(&w.net_config, &w.new_net); }},
      {"mnet_net_open", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.size = 0;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "ABI version", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.abi_version = 99;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "NULL platform", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.platform = nullptr;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "NULL drivers", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.drivers = nullptr;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "no driver", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.driver_count = 0;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "NULL list of NICs", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.nics = nullptr;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "stride below the size", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.nic_stride = 8;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "NIC's size", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         mnet_nic_info i = w.info;
         i.size = 1;
         c.nics = &i;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "unknown address mode", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.address_mode = 9;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "multicast address", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.address = {{224, 0, 0, 1}};
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "prefix 0", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.prefix_length = 0;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "prefix 32", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.prefix_length = 32;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "too many DNS servers", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.dns_count = 3;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "huge receive budget", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.rx_budget = 257;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "huge transmit budget", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.tx_budget = ~0u;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "huge step budget", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.step_budget_us = ~0u;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "NULL arena", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.arena = nullptr;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "misaligned arena", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.arena = w.scratch + 1;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "NULL DMA region", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.dma.cpu = nullptr;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "misaligned DMA region", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.dma.bus += 1;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_open", "DMA region too small", MNET_E_NO_DMA,
       [](World &w) -> mnet_status {
         auto c = w.net_config;
         c.dma.length = 4096;
         return mnet_net_open(&c, &w.new_net);
       }},
      {"mnet_net_arena_size", "NULL", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_net_arena_size(nullptr) == 0 ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_net_arena_size", "size 0", MNET_OK,
       [](World &) -> mnet_status {
         mnet_net_config c = {};
         return mnet_net_arena_size(&c) == 0 ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_net_step", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_net_step(nullptr, w.now, nullptr); }},
      {"mnet_net_shutdown", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_net_shutdown(nullptr, w.now); }},
      {"mnet_net_get_info", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_net_info>();
         return mnet_net_get_info(nullptr, &r);
       }},
      {"mnet_net_get_info", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_net_get_info(w.net, nullptr); }},
      {"mnet_net_get_info", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_net_info r = {};
         return mnet_net_get_info(w.net, &r);
       }},
      {"mnet_net_get_info", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_net_info r = {};
         r.size = sizeof r + 1;
         return mnet_net_get_info(w.net, &r);
       }},
      {"mnet_net_get_stats", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_net_stats>();
         return mnet_net_get_stats(nullptr, &r);
       }},
      {"mnet_net_get_stats", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_net_get_stats(w.net, nullptr); }},
      {"mnet_net_get_stats", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_net_stats r = {};
         return mnet_net_get_stats(w.net, &r);
       }},
      {"mnet_net_get_stats", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_net_stats r = {};
         r.size = sizeof r + 1;
         return mnet_net_get_stats(w.net, &r);
       }},
      {"mnet_net_nic", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_net_nic_info>();
         return mnet_net_nic(nullptr, 0, &r);
       }},
      {"mnet_net_nic", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_net_nic(w.net, 0, nullptr); }},
      {"mnet_net_nic", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_net_nic_info r = {};
         return mnet_net_nic(w.net, 0, &r);
       }},
      {"mnet_net_nic", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_net_nic_info r = {};
         r.size = sizeof r + 1;
         return mnet_net_nic(w.net, 0, &r);
       }},
      {"mnet_net_nic", "index out of range", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto r = sized<mnet_net_nic_info>();
         return mnet_net_nic(w.net, 1, &r);
       }},
      {"mnet_net_get_nic_stats", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_nic_stats>();
         return mnet_net_get_nic_stats(nullptr, 0, &r);
       }},
      {"mnet_net_get_nic_stats", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_net_get_nic_stats(w.net, 0, nullptr); }},
      {"mnet_net_get_nic_stats", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_nic_stats r = {};
         return mnet_net_get_nic_stats(w.net, 0, &r);
       }},
      {"mnet_net_get_nic_stats", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_nic_stats r = {};
         r.size = sizeof r + 1;
         return mnet_net_get_nic_stats(w.net, 0, &r);
       }},
      {"mnet_net_get_nic_stats", "huge index", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto r = sized<mnet_nic_stats>();
         return mnet_net_get_nic_stats(w.net, ~0u, &r);
       }},
      {"mnet_net_set_capture", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_net_set_capture(nullptr, 0, nullptr, nullptr); }},
      {"mnet_net_set_capture", "huge index", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_net_set_capture(w.net, ~0u, nullptr, nullptr); }},
      {"mnet_net_step_percentile", "NULL", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_net_step_percentile(nullptr, 999) == 0 ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_net_step_percentile", "share out of range", MNET_OK,
       [](World &) -> mnet_status {
         auto s = sized<mnet_net_stats>();
         s.steps = 1;
         return mnet_net_step_percentile(&s, 0) + mnet_net_step_percentile(&s, 1001) == 0
                    ? MNET_OK
                    : MNET_E_INVALID;
       }},
  };
  return rows;
}

}  // namespace mnet::test
