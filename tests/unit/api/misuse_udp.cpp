// Misuse of UDP sockets: a row a mistake.
#include "unit/api/misuse.hpp"

namespace mnet::test {

const std::vector<Misuse> &udp_misuses() {
  static const std::vector<Misuse> rows = {
      {"mnet_udp_open", "NULL stack", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_udp_open(nullptr, &w.udp_config, w.room(), &w.new_udp);
       }},
      {"mnet_udp_open", "NULL config", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_udp_open(w.net, nullptr, w.room(), &w.new_udp); }},
      {"mnet_udp_open", "NULL memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_udp_open(w.net, &w.udp_config, nullptr, &w.new_udp);
       }},
      {"mnet_udp_open", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_udp_open(w.net, &w.udp_config, w.room(), nullptr);
       }},
      {"mnet_udp_open", "misaligned memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_udp_open(w.net, &w.udp_config, static_cast<std::uint8_t *>(w.room()) + 8,
                              &w.new_udp);
       }},
      {"mnet_udp_open", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.udp_config;
         c.size = 0;
         return mnet_udp_open(w.net, &c, w.room(), &w.new_udp);
       }},
      {"mnet_udp_open", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.udp_config;
         c.size += 8;
         return mnet_udp_open(w.net, &c, w.room(), &w.new_udp);
       }},
      {"mnet_udp_open", "unknown flags", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.udp_config;
         c.flags = 1;
         return mnet_udp_open(w.net, &c, w.room(), &w.new_udp);
       }},
      {"mnet_udp_open", "the DHCP client's port", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.udp_config;
         c.local_port = 68;
         return mnet_udp_open(w.net, &c, w.room(), &w.new_udp);
       }},
      {"mnet_udp_open", "huge queue", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.udp_config;
         c.queue_limit = 65;
         return mnet_udp_open(w.net, &c, w.room(), &w.new_udp);
       }},
      {"mnet_udp_size", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_udp_size() > 0 && mnet_udp_size() % 64 == 0 ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_udp_send", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         const mnet_ipv4 a = {{192, 0, 2, 1}};
         return mnet_udp_send(nullptr, &a, 9, "x", 1);
       }},
      {"mnet_udp_send", "NULL address", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_udp_send(w.udp, nullptr, 9, "x", 1); }},
      {"mnet_udp_send", "address 0.0.0.0", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         const mnet_ipv4 a = {};
         return mnet_udp_send(w.udp, &a, 9, "x", 1);
       }},
      {"mnet_udp_send", "port 0", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         const mnet_ipv4 a = {{192, 0, 2, 1}};
         return mnet_udp_send(w.udp, &a, 0, "x", 1);
       }},
      {"mnet_udp_send", "NULL data", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         const mnet_ipv4 a = {{192, 0, 2, 1}};
         return mnet_udp_send(w.udp, &a, 9, nullptr, 1);
       }},
      {"mnet_udp_send", "huge length", MNET_E_TOO_LARGE,
       [](World &w) -> mnet_status {
         const mnet_ipv4 a = {{192, 0, 2, 1}};
         return mnet_udp_send(w.udp, &a, 9, "x", ~0u);
       }},
      {"mnet_udp_send", "after its end", MNET_E_STATE,
       [](World &w) -> mnet_status {
         const mnet_ipv4 a = {{192, 0, 2, 1}};
         return mnet_udp_send(w.udp_closed, &a, 9, "x", 1);
       }},
      {"mnet_udp_receive", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto d = sized<mnet_datagram>();
         return mnet_udp_receive(nullptr, w.scratch, 9, &d);
       }},
      {"mnet_udp_receive", "NULL buffer", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto d = sized<mnet_datagram>();
         return mnet_udp_receive(w.udp, nullptr, 9, &d);
       }},
      {"mnet_udp_receive", "NULL description", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_udp_receive(w.udp, w.scratch, 9, nullptr); }},
      {"mnet_udp_receive", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_datagram d = {};
         return mnet_udp_receive(w.udp, w.scratch, 9, &d);
       }},
      {"mnet_udp_receive", "after its end", MNET_E_STATE,
       [](World &w) -> mnet_status {
         auto d = sized<mnet_datagram>();
         return mnet_udp_receive(w.udp_closed, w.scratch, 9, &d);
       }},
      {"mnet_udp_get_info", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_udp_info>();
         return mnet_udp_get_info(nullptr, &r);
       }},
      {"mnet_udp_get_info", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_udp_get_info(w.udp, nullptr); }},
      {"mnet_udp_get_info", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_udp_info r = {};
         return mnet_udp_get_info(w.udp, &r);
       }},
      {"mnet_udp_get_info", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_udp_info r = {};
         r.size = sizeof r + 1;
         return mnet_udp_get_info(w.udp, &r);
       }},
      {"mnet_udp_close", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_udp_close(nullptr); }},
      {"mnet_udp_close", "after its end", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_udp_close(w.udp_closed); }},
  };
  return rows;
}

}  // namespace mnet::test
