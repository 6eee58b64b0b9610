#include <morpheusnet/download.h>

#include <cstdint>
#include <new>

#include "api/check.hpp"
#include "core/arena.hpp"
#include "download/download.hpp"

struct mnet_download {
  mnet::Download download;
};

using mnet::Status;

extern "C" {

MNET_API std::size_t mnet_download_size(void) { return mnet::arena_bytes(sizeof(mnet_download)); }

MNET_API mnet_status mnet_download_begin(mnet_net *net, const mnet_download_config *config,
                                         void *memory, std::uint64_t now,
                                         mnet_download **download) {
  if (net == nullptr || config == nullptr || memory == nullptr || download == nullptr) {
    return MNET_E_INVALID;
  }
  if (!mnet::known_size(*config)) return MNET_E_VERSION;
  if (!mnet::aligned(memory, mnet::kArenaAlignment)) return MNET_E_INVALID;
  Status status = mnet::Download::check_config(*config);
  if (mnet::failed(status)) return status;
  if (mnet::net_status(*net) == MNET_E_STATE) return MNET_E_STATE;
  auto *begun = new (memory) mnet_download();
  status = begun->download.begin(*net, *config, now);
  if (!mnet::failed(status)) *download = begun;
  return status;
}

MNET_API mnet_status mnet_download_step(mnet_download *download, std::uint64_t now) {
  if (download == nullptr) return MNET_E_INVALID;
  if (download->download.in_sink()) return MNET_E_REENTRANT;
  mnet::Net &net = download->download.net();
  const std::uint64_t entered = mnet::net_counter(net);
  const Status status = download->download.step(now);
  mnet::net_account_application(net, mnet::net_counter(net) - entered);
  return status;
}

MNET_API mnet_status mnet_download_cancel(mnet_download *download) {
  return download == nullptr ? MNET_E_INVALID : download->download.cancel();
}

MNET_API mnet_status mnet_download_get_progress(const mnet_download *download,
                                                mnet_download_progress *progress) {
  if (download == nullptr || progress == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*progress)) return MNET_E_VERSION;
  mnet::clear_result(*progress);
  download->download.fill_progress(*progress);
  return MNET_OK;
}

MNET_API const char *mnet_download_state_name(std::uint32_t state) {
  return mnet::download_state_name(state);
}

}  // extern "C"
