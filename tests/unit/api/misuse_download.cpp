// Misuse of downloads: a row a mistake.
#include "unit/api/misuse.hpp"

namespace mnet::test {

const std::vector<Misuse> &download_misuses() {
  static const std::vector<Misuse> rows = {
      {"mnet_download_begin", "NULL stack", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_download_begin(nullptr, &w.download_config, w.room(), w.now, &w.new_download);
       }},
      {"mnet_download_begin", "NULL config", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_download_begin(w.net, nullptr, w.room(), w.now, &w.new_download);
       }},
      {"mnet_download_begin", "NULL memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_download_begin(w.net, &w.download_config, nullptr, w.now, &w.new_download);
       }},
      {"mnet_download_begin", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_download_begin(w.net, &w.download_config, w.room(), w.now, nullptr);
       }},
      {"mnet_download_begin", "misaligned memory", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         return mnet_download_begin(w.net, &w.download_config,
                                    static_cast<std::uint8_t *>(w.room()) + 8, w.now,
                                    &w.new_download);
       }},
      {"mnet_download_begin", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.download_config;
         c.size = 0;
         return mnet_download_begin(w.net, &c, w.room(), w.now, &w.new_download);
       }},
      {"mnet_download_begin", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         auto c = w.download_config;
         c.size += 8;
         return mnet_download_begin(w.net, &c, w.room(), w.now, &w.new_download);
       }},
      {"mnet_download_begin", "unknown flags", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.download_config;
         c.flags = 1u << 31;
         return mnet_download_begin(w.net, &c, w.room(), w.now, &w.new_download);
       }},
      {"mnet_download_begin", "NULL URL", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.download_config;
         c.url = nullptr;
         return mnet_download_begin(w.net, &c, w.room(), w.now, &w.new_download);
       }},
      {"mnet_download_begin", "not a URL", MNET_E_URL,
       [](World &w) -> mnet_status {
         auto c = w.download_config;
         c.url = "files.example";
         return mnet_download_begin(w.net, &c, w.room(), w.now, &w.new_download);
       }},
      {"mnet_download_begin", "too many attempts", MNET_E_INVALID,
       [](World &w) -> mnet_status {
         auto c = w.download_config;
         c.attempts = 17;
         return mnet_download_begin(w.net, &c, w.room(), w.now, &w.new_download);
       }},
      {"mnet_download_size", "whatever was called before", MNET_OK,
       [](World &) -> mnet_status {
         return mnet_download_size() > 0 && mnet_download_size() % 64 == 0 ? MNET_OK
                                                                           : MNET_E_INVALID;
       }},
      {"mnet_download_step", "NULL handle", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_download_step(nullptr, w.now); }},
      {"mnet_download_step", "after its end", MNET_E_CANCELLED,
       [](World &w) -> mnet_status { return mnet_download_step(w.download_ended, w.now); }},
      {"mnet_download_cancel", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status { return mnet_download_cancel(nullptr); }},
      {"mnet_download_cancel", "after its end", MNET_OK,
       [](World &w) -> mnet_status { return mnet_download_cancel(w.download_ended); }},
      {"mnet_download_get_progress", "NULL handle", MNET_E_INVALID,
       [](World &) -> mnet_status {
         auto r = sized<mnet_download_progress>();
         return mnet_download_get_progress(nullptr, &r);
       }},
      {"mnet_download_get_progress", "NULL result", MNET_E_INVALID,
       [](World &w) -> mnet_status { return mnet_download_get_progress(w.download, nullptr); }},
      {"mnet_download_get_progress", "size 0", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_download_progress r = {};
         return mnet_download_get_progress(w.download, &r);
       }},
      {"mnet_download_get_progress", "size too large", MNET_E_VERSION,
       [](World &w) -> mnet_status {
         mnet_download_progress r = {};
         r.size = sizeof r + 1;
         return mnet_download_get_progress(w.download, &r);
       }},
      {"mnet_download_state_name", "a state that is none", MNET_OK,
       [](World &) -> mnet_status {
         return std::strcmp(mnet_download_state_name(~0u), "unknown") == 0 ? MNET_OK
                                                                           : MNET_E_INVALID;
       }},
  };
  return rows;
}

}  // namespace mnet::test
