// Misuse of layer 1's frames and captures: a row a mistake.
#include "unit/api/misuse.hpp"

namespace mnet::test {

const std::vector<Misuse> &frames_misuses() {
  static const std::vector<Misuse> rows = {
      {"mnet_poll_rx", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_poll_rx(nullptr, w.scratch, 4096); }},
      {"mnet_poll_rx", "NULL buffer", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_poll_rx(w.running, nullptr, 4096); }},
      {"mnet_poll_rx", "not brought up", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_poll_rx(w.fresh, w.scratch, 4096); }},
      {"mnet_poll_rx", "after shutdown", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_poll_rx(w.stopped, w.scratch, 4096); }},
      {"mnet_poll_tx", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_poll_tx(nullptr, w.scratch, 60); }},
      {"mnet_poll_tx", "NULL frame", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_poll_tx(w.running, nullptr, 60); }},
      {"mnet_poll_tx", "length 0", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_poll_tx(w.running, w.scratch, 0); }},
      {"mnet_poll_tx", "length 13", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_poll_tx(w.running, w.scratch, 13); }},
      {"mnet_poll_tx", "length 1515", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_poll_tx(w.running, w.scratch, 1515); }},
      {"mnet_poll_tx", "huge length", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_poll_tx(w.running, w.scratch, ~0u); }},
      {"mnet_poll_tx", "not brought up", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_poll_tx(w.fresh, w.scratch, 60); }},
      {"mnet_poll_tx", "after shutdown", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_poll_tx(w.stopped, w.scratch, 60); }},
      {"mnet_collect_tx", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_collect_tx(nullptr); }},
      {"mnet_collect_tx", "not brought up", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_collect_tx(w.fresh); }},
      {"mnet_collect_tx", "after shutdown", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_collect_tx(w.stopped); }},
      {"mnet_rx_burst", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_rx_burst(nullptr, w.frames, 4); }},
      {"mnet_rx_burst", "NULL frames", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_rx_burst(w.running, nullptr, 4); }},
      {"mnet_rx_burst", "capacity 0", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_rx_burst(w.running, w.frames, 0); }},
      {"mnet_rx_burst", "huge capacity", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_rx_burst(w.running, w.frames, 257); }},
      {"mnet_rx_burst", "not brought up", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_rx_burst(w.fresh, w.frames, 4); }},
      {"mnet_rx_burst", "after shutdown", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_rx_burst(w.stopped, w.frames, 4); }},
      {"mnet_tx_reserve", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_reserve(nullptr, w.frames, 4); }},
      {"mnet_tx_reserve", "NULL frames", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_reserve(w.running, nullptr, 4); }},
      {"mnet_tx_reserve", "capacity 0", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_reserve(w.running, w.frames, 0); }},
      {"mnet_tx_reserve", "huge capacity", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_reserve(w.running, w.frames, ~0u); }},
      {"mnet_tx_reserve", "not brought up", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tx_reserve(w.fresh, w.frames, 4); }},
      {"mnet_tx_reserve", "after shutdown", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tx_reserve(w.stopped, w.frames, 4); }},
      {"mnet_tx_burst", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_burst(nullptr, w.frames, 1); }},
      {"mnet_tx_burst", "NULL frames", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_burst(w.running, nullptr, 4); }},
      {"mnet_tx_burst", "count 0", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_burst(w.running, w.frames, 0); }},
      {"mnet_tx_burst", "huge count", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_burst(w.running, w.frames, 257); }},
      {"mnet_tx_burst", "an empty entry", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_burst(w.running, w.frames, 1); }},
      {"mnet_tx_burst", "not brought up", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tx_burst(w.fresh, w.frames, 1); }},
      {"mnet_tx_burst", "after shutdown", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tx_burst(w.stopped, w.frames, 1); }},
      {"mnet_rx_release", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_rx_release(nullptr, w.frames, 1); }},
      {"mnet_rx_release", "NULL frames", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_rx_release(w.running, nullptr, 1); }},
      {"mnet_rx_release", "count 0", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_rx_release(w.running, w.frames, 0); }},
      {"mnet_rx_release", "huge count", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_rx_release(w.running, w.frames, 257); }},
      {"mnet_rx_release", "a frame that is not out", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_rx_release(w.running, w.frames, 1); }},
      {"mnet_rx_release", "after shutdown", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_rx_release(w.stopped, w.frames, 1); }},
      {"mnet_tx_cancel", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_cancel(nullptr, w.frames, 1); }},
      {"mnet_tx_cancel", "NULL frames", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_cancel(w.running, nullptr, 1); }},
      {"mnet_tx_cancel", "count 0", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_cancel(w.running, w.frames, 0); }},
      {"mnet_tx_cancel", "huge count", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_cancel(w.running, w.frames, 257); }},
      {"mnet_tx_cancel", "a frame that is not out", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_tx_cancel(w.running, w.frames, 1); }},
      {"mnet_tx_cancel", "after shutdown", MNET_E_STATE,
       [](World &w) -> mnet_status { return mnet_tx_cancel(w.stopped, w.frames, 1); }},
      {"mnet_pcap_begin", "NULL", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_pcap_begin(nullptr); }},
      {"mnet_pcap_begin", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto p = sized<mnet_pcap>();
         p.buffer = w.scratch;
         p.capacity = sizeof w.scratch;
         p.size = 0;
         return mnet_pcap_begin(&p);
       }},
      {"mnet_pcap_begin", "NULL buffer", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto p = sized<mnet_pcap>();
         p.buffer = w.scratch;
         p.capacity = sizeof w.scratch;
         p.buffer = nullptr;
         return mnet_pcap_begin(&p);
       }},
      {"mnet_pcap_begin", "too small a buffer", MNET_E_NO_MEMORY,
       [](World &w) -> mnet_status {
         auto p = sized<mnet_pcap>();
         p.buffer = w.scratch;
         p.capacity = sizeof w.scratch;
         p.capacity = 23;
         return mnet_pcap_begin(&p);
       }},
      {"mnet_pcap_add", "NULL", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_pcap_add(nullptr, 0, 0, w.scratch, 1, 0); }},
      {"mnet_pcap_add", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto p = sized<mnet_pcap>();
         p.buffer = w.scratch;
         p.capacity = sizeof w.scratch;
         p.size = 0;
         return mnet_pcap_add(&p, 0, 0, "x", 1, 0);
       }},
      {"mnet_pcap_add", "NULL data", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto p = sized<mnet_pcap>();
         p.buffer = w.scratch;
         p.capacity = sizeof w.scratch;
         return mnet_pcap_add(&p, 0, 0, nullptr, 1, 0);
       }},
      {"mnet_pcap_add", "length 0", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto p = sized<mnet_pcap>();
         p.buffer = w.scratch;
         p.capacity = sizeof w.scratch;
         return mnet_pcap_add(&p, 0, 0, "x", 0, 0);
       }},
      {"mnet_pcap_add", "unknown direction", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto p = sized<mnet_pcap>();
         p.buffer = w.scratch;
         p.capacity = sizeof w.scratch;
         return mnet_pcap_add(&p, 0, 2, "x", 1, 0);
       }},
      {"mnet_pcap_add", "unknown flags", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto p = sized<mnet_pcap>();
         p.buffer = w.scratch;
         p.capacity = sizeof w.scratch;
         return mnet_pcap_add(&p, 0, 0, "x", 1, 1u << 31);
       }},
      {"mnet_pcap_add", "used exceeds capacity", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto p = sized<mnet_pcap>();
         p.buffer = w.scratch;
         p.capacity = sizeof w.scratch;
         p.used = p.capacity + 1;
         return mnet_pcap_add(&p, 0, 0, "x", 1, 0);
       }},
      {"mnet_pcap_add", "a full buffer", MNET_E_WOULD_BLOCK,
       [](World &w) -> mnet_status {
         auto p = sized<mnet_pcap>();
         p.buffer = w.scratch;
         p.capacity = sizeof w.scratch;
         p.used = p.capacity;
         return mnet_pcap_add(&p, 0, 0, "x", 1, 0);
       }},
  };
  return rows;
}

}  // namespace mnet::test
