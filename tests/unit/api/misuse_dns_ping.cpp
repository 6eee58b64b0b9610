// Misuse of look-ups and pings: a row a mistake.
#include "unit/api/misuse.hpp"

namespace mnet::test {

const std::vector<Misuse> &dns_ping_misuses() {
  static const std::vector<Misuse> rows = {
      {"mnet_dns_begin", "NULL stack", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_dns_begin(nullptr, &w.dns_config, w.room(), w.now, &w.new_dns);
       }},
      {"mnet_dns_begin", "NULL config", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_dns_begin(w.net, nullptr, w.room(), w.now, &w.new_dns);
       }},
      {"mnet_dns_begin", "NULL memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_dns_begin(w.net, &w.dns_config, nullptr, w.now, &w.new_dns);
       }},
      {"mnet_dns_begin", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_dns_begin(w.net, &w.dns_config, w.room(), w.now, nullptr);
       }},
      {"mnet_dns_begin", "misaligned memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_dns_begin(w.net, &w.dns_config, static_cast<std::uint8_t *>(w.room()) + 8,
                               w.now, &w.new_dns);
       }},
      {"mnet_dns_begin", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.dns_config;
         c.size = 0;
         return mnet_dns_begin(w.net, &c, w.room(), w.now, &w.new_dns);
       }},
      {"mnet_dns_begin", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.dns_config;
         c.size += 8;
         return mnet_dns_begin(w.net, &c, w.room(), w.now, &w.new_dns);
       }},
      {"mnet_dns_begin", "unknown flags", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.dns_config;
         c.flags = 1;
         return mnet_dns_begin(w.net, &c, w.room(), w.now, &w.new_dns);
       }},
      {"mnet_dns_begin", "NULL name", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.dns_config;
         c.name = nullptr;
         return mnet_dns_begin(w.net, &c, w.room(), w.now, &w.new_dns);
       }},
      {"mnet_dns_begin", "empty name", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.dns_config;
         c.name = "";
         return mnet_dns_begin(w.net, &c, w.room(), w.now, &w.new_dns);
       }},
      {"mnet_dns_begin", "a name that cannot be", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.dns_config;
         c.name = "a b";
         return mnet_dns_begin(w.net, &c, w.room(), w.now, &w.new_dns);
       }},
      {"mnet_dns_size", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_dns_size() > 0 && mnet_dns_size() % 64 == 0 ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_ping_begin", "NULL stack", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_ping_begin(nullptr, &w.ping_config, w.room(), w.now, &w.new_ping);
       }},
      {"mnet_ping_begin", "NULL config", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_ping_begin(w.net, nullptr, w.room(), w.now, &w.new_ping);
       }},
      {"mnet_ping_begin", "NULL memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_ping_begin(w.net, &w.ping_config, nullptr, w.now, &w.new_ping);
       }},
      {"mnet_ping_begin", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_ping_begin(w.net, &w.ping_config, w.room(), w.now, nullptr);
       }},
      {"mnet_ping_begin", "misaligned memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_ping_begin(w.net, &w.ping_config, static_cast<std::uint8_t *>(w.room()) + 8,
                                w.now, &w.new_ping);
       }},
      {"mnet_ping_begin", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.ping_config;
         c.size = 0;
         return mnet_ping_begin(w.net, &c, w.room(), w.now, &w.new_ping);
       }},
      {"mnet_ping_begin", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.ping_config;
         c.size += 8;
         return mnet_ping_begin(w.net, &c, w.room(), w.now, &w.new_ping);
       }},
      {"mnet_ping_begin", "unknown flags", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.ping_config;
         c.flags = 1;
         return mnet_ping_begin(w.net, &c, w.room(), w.now, &w.new_ping);
       }},
      {"mnet_ping_begin", "address 0.0.0.0", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.ping_config;
         c.address = {};
         return mnet_ping_begin(w.net, &c, w.room(), w.now, &w.new_ping);
       }},
      {"mnet_ping_begin", "huge count", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.ping_config;
         c.count = 65536;
         return mnet_ping_begin(w.net, &c, w.room(), w.now, &w.new_ping);
       }},
      {"mnet_ping_begin", "huge data", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.ping_config;
         c.data_length = 1473;
         return mnet_ping_begin(w.net, &c, w.room(), w.now, &w.new_ping);
       }},
      {"mnet_ping_size", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_ping_size() > 0 && mnet_ping_size() % 64 == 0 ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_dns_step", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_dns_step(nullptr, w.now); }},
      {"mnet_dns_step", "after its end", MNET_E_CANCELLED,
       [](World &w) -> mnet_status { return mnet_dns_step(w.dns_ended, w.now); }},
      {"mnet_dns_cancel", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_dns_cancel(nullptr); }},
      {"mnet_dns_cancel", "after its end", MNET_OK,
       [](World &w) -> mnet_status { return mnet_dns_cancel(w.dns_ended); }},
      {"mnet_dns_get_result", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_dns_result>();
         return mnet_dns_get_result(nullptr, &r);
       }},
      {"mnet_dns_get_result", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_dns_get_result(w.dns, nullptr); }},
      {"mnet_dns_get_result", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_dns_result r = {};
         return mnet_dns_get_result(w.dns, &r);
       }},
      {"mnet_dns_get_result", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_dns_result r = {};
         r.size = sizeof r + 1;
         return mnet_dns_get_result(w.dns, &r);
       }},
      {"mnet_ping_step", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_ping_step(nullptr, w.now); }},
      {"mnet_ping_step", "after its end", MNET_E_CANCELLED,
       [](World &w) -> mnet_status { return mnet_ping_step(w.ping_ended, w.now); }},
      {"mnet_ping_cancel", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_ping_cancel(nullptr); }},
      {"mnet_ping_cancel", "after its end", MNET_OK,
       [](World &w) -> mnet_status { return mnet_ping_cancel(w.ping_ended); }},
      {"mnet_ping_get_result", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_ping_result>();
         return mnet_ping_get_result(nullptr, &r);
       }},
      {"mnet_ping_get_result", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_ping_get_result(w.ping, nullptr); }},
      {"mnet_ping_get_result", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_ping_result r = {};
         return mnet_ping_get_result(w.ping, &r);
       }},
      {"mnet_ping_get_result", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_ping_result r = {};
         r.size = sizeof r + 1;
         return mnet_ping_get_result(w.ping, &r);
       }},
  };
  return rows;
}

}  // namespace mnet::test
