// Misuse of TCP connections: a row a mistake.
#include "unit/api/misuse.hpp"

namespace mnet::test {

const std::vector<Misuse> &tcp_misuses() {
  static const std::vector<Misuse> rows = {
      {"mnet_tcp_open", "NULL stack", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_tcp_open(nullptr, &w.tcp_config, w.room(), w.now, &w.new_tcp);
       }},
      {"mnet_tcp_open", "NULL config", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_tcp_open(w.net, nullptr, w.room(), w.now, &w.new_tcp);
       }},
      {"mnet_tcp_open", "NULL memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_tcp_open(w.net, &w.tcp_config, nullptr, w.now, &w.new_tcp);
       }},
      {"mnet_tcp_open", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_tcp_open(w.net, &w.tcp_config, w.room(), w.now, nullptr);
       }},
      {"mnet_tcp_open", "misaligned memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_tcp_open(w.net, &w.tcp_config, static_cast<std::uint8_t *>(w.room()) + 8,
                              w.now, &w.new_tcp);
       }},
      {"mnet_tcp_open", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.tcp_config;
         c.size = 0;
         return mnet_tcp_open(w.net, &c, w.room(), w.now, &w.new_tcp);
       }},
      {"mnet_tcp_open", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.tcp_config;
         c.size += 8;
         return mnet_tcp_open(w.net, &c, w.room(), w.now, &w.new_tcp);
       }},
      {"mnet_tcp_open", "unknown flags", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.tcp_config;
         c.flags = 1;
         return mnet_tcp_open(w.net, &c, w.room(), w.now, &w.new_tcp);
       }},
      {"mnet_tcp_open", "port 0", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.tcp_config;
         c.port = 0;
         return mnet_tcp_open(w.net, &c, w.room(), w.now, &w.new_tcp);
       }},
      {"mnet_tcp_open", "address 0.0.0.0", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.tcp_config;
         c.address = {};
         return mnet_tcp_open(w.net, &c, w.room(), w.now, &w.new_tcp);
       }},
      {"mnet_tcp_open", "broadcast address", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.tcp_config;
         c.address = {{255, 255, 255, 255}};
         return mnet_tcp_open(w.net, &c, w.room(), w.now, &w.new_tcp);
       }},
      {"mnet_tcp_size", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_tcp_size() > 0 && mnet_tcp_size() % 64 == 0 ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_tcp_step", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_step(nullptr, w.now); }},
      {"mnet_tcp_step", "after its end", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tcp_step(w.tcp_closed, w.now); }},
      {"mnet_tcp_send", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_send(nullptr, "x", 1, &w.number); }},
      {"mnet_tcp_send", "NULL data", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_send(w.tcp, nullptr, 1, &w.number); }},
      {"mnet_tcp_send", "length 0", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_send(w.tcp, "x", 0, &w.number); }},
      {"mnet_tcp_send", "NULL count", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_send(w.tcp, "x", 1, nullptr); }},
      {"mnet_tcp_send", "not connected", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tcp_send(w.tcp, "x", 1, &w.number); }},
      {"mnet_tcp_send", "after its end", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tcp_send(w.tcp_closed, "x", 1, &w.number); }},
      {"mnet_tcp_peek", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_peek(nullptr, &w.pointer, &w.number); }},
      {"mnet_tcp_peek", "NULL data", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_peek(w.tcp, nullptr, &w.number); }},
      {"mnet_tcp_peek", "NULL length", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_peek(w.tcp, &w.pointer, nullptr); }},
      {"mnet_tcp_peek", "after its end", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tcp_peek(w.tcp_closed, &w.pointer, &w.number); }},
      {"mnet_tcp_consume", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_tcp_consume(nullptr, 1); }},
      {"mnet_tcp_consume", "length 0", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_consume(w.tcp, 0); }},
      {"mnet_tcp_consume", "more than there is", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_consume(w.tcp, ~0u); }},
      {"mnet_tcp_consume", "after its end", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tcp_consume(w.tcp_closed, 1); }},
      {"mnet_tcp_receive", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_receive(nullptr, w.scratch, 1, &w.number); }},
      {"mnet_tcp_receive", "NULL buffer", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_receive(w.tcp, nullptr, 1, &w.number); }},
      {"mnet_tcp_receive", "capacity 0", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_receive(w.tcp, w.scratch, 0, &w.number); }},
      {"mnet_tcp_receive", "NULL count", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_receive(w.tcp, w.scratch, 1, nullptr); }},
      {"mnet_tcp_receive", "after its end", MNET_E_STATE,
       [](World &w) -> mnet_status {
         return mnet_tcp_receive(w.tcp_closed, w.scratch, 1, &w.number);
       }},
      {"mnet_tcp_get_info", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_tcp_info>();
         return mnet_tcp_get_info(nullptr, &r);
       }},
      {"mnet_tcp_get_info", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tcp_get_info(w.tcp, nullptr); }},
      {"mnet_tcp_get_info", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_tcp_info r = {};
         return mnet_tcp_get_info(w.tcp, &r);
       }},
      {"mnet_tcp_get_info", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_tcp_info r = {};
         r.size = sizeof r + 1;
         return mnet_tcp_get_info(w.tcp, &r);
       }},
      {"mnet_tcp_close", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_tcp_close(nullptr); }},
      {"mnet_tcp_close", "after its end", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tcp_close(w.tcp_closed); }},
      {"mnet_tcp_abort", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_tcp_abort(nullptr); }},
      {"mnet_tcp_abort", "after its end", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tcp_abort(w.tcp_closed); }},
  };
  return rows;
}

}  // namespace mnet::test
