// Misuse of HTTP requests: a row a mistake.
#include "unit/api/misuse.hpp"

namespace mnet::test {

const std::vector<Misuse> &http_misuses() {
  static const std::vector<Misuse> rows = {
      {"mnet_http_begin", "NULL stack", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_http_begin(nullptr, &w.http_config, w.room(), w.now, &w.new_http);
       }},
      {"mnet_http_begin", "NULL config", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_http_begin(w.net, nullptr, w.room(), w.now, &w.new_http);
       }},
      {"mnet_http_begin", "NULL memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_http_begin(w.net, &w.http_config, nullptr, w.now, &w.new_http);
       }},
      {"mnet_http_begin", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_http_begin(w.net, &w.http_config, w.room(), w.now, nullptr);
       }},
      {"mnet_http_begin", "misaligned memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_http_begin(w.net, &w.http_config, static_cast<std::uint8_t *>(w.room()) + 8,
                                w.now, &w.new_http);
       }},
      {"mnet_http_begin", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.http_config;
         c.size = 0;
         return mnet_http_begin(w.net, &c, w.room(), w.now, &w.new_http);
       }},
      {"mnet_http_begin", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.http_config;
         c.size += 8;
         return mnet_http_begin(w.net, &c, w.room(), w.now, &w.new_http);
       }},
      {"mnet_http_begin", "unknown flags", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.http_config;
         c.flags = 1u << 31;
         return mnet_http_begin(w.net, &c, w.room(), w.now, &w.new_http);
       }},
      {"mnet_http_begin", "NULL URL", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.http_config;
         c.url = nullptr;
         return mnet_http_begin(w.net, &c, w.room(), w.now, &w.new_http);
       }},
      {"mnet_http_begin", "not a URL", MNET_E_URL,
       [](World &w) -> mnet_status {
         auto c = w.http_config;
         c.url = "files.example";
         return mnet_http_begin(w.net, &c, w.room(), w.now, &w.new_http);
       }},
      {"mnet_http_begin", "too many addresses", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.http_config;
         c.fallback_count = 9;
         return mnet_http_begin(w.net, &c, w.room(), w.now, &w.new_http);
       }},
      {"mnet_http_begin", "NULL addresses", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.http_config;
         c.fallback_count = 1;
         return mnet_http_begin(w.net, &c, w.room(), w.now, &w.new_http);
       }},
      {"mnet_http_size", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_http_size() > 0 && mnet_http_size() % 64 == 0 ? MNET_OK : MNET_E_INVALID;
       }},
      {"mnet_http_step", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_http_step(nullptr, w.now); }},
      {"mnet_http_step", "after its end", MNET_E_CANCELLED,
       [](World &w) -> mnet_status { return mnet_http_step(w.http_ended, w.now); }},
      {"mnet_http_cancel", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_http_cancel(nullptr); }},
      {"mnet_http_cancel", "after its end", MNET_OK,
       [](World &w) -> mnet_status { return mnet_http_cancel(w.http_ended); }},
      {"mnet_http_get_progress", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_http_progress>();
         return mnet_http_get_progress(nullptr, &r);
       }},
      {"mnet_http_get_progress", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_http_get_progress(w.http, nullptr); }},
      {"mnet_http_get_progress", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_http_progress r = {};
         return mnet_http_get_progress(w.http, &r);
       }},
      {"mnet_http_get_progress", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_http_progress r = {};
         r.size = sizeof r + 1;
         return mnet_http_get_progress(w.http, &r);
       }},
      {"mnet_http_state_name", "a state that is none", MNET_OK,
       [](World &) -> mnet_status {
         return std::strcmp(mnet_http_state_name(~0u), "unknown") == 0 ? MNET_OK : MNET_E_INVALID;
       }},
  };
  return rows;
}

}  // namespace mnet::test
