#include <morpheusnet/download.h>

#include <cstdint>
#include <new>

#include "api/net_check.hpp"
#include "core/arena.hpp"
#include "download/download.hpp"

struct mnet_download : mnet::NetMember {
  mnet::Download download;
  bool stack_gone;  // the stack was shut down under it
};

using mnet::Status;

namespace {

void on_stopped(mnet::NetMember &member) {
  auto &download = static_cast<mnet_download &>(member);
  download.download.cancel();
  download.stack_gone = true;
}

}  // namespace

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
  status = mnet::check_call(*net);
  if (mnet::failed(status)) return status;
  auto *begun = new (memory) mnet_download();
  status = begun->download.begin(*net, *config, now);
  if (mnet::failed(status)) return status;
  mnet::net_join(*net, *begun, on_stopped);
  *download = begun;
  return status;
}

MNET_API mnet_status mnet_download_step(mnet_download *download, std::uint64_t now) {
  if (download == nullptr) return MNET_E_INVALID;
  if (download->download.in_sink()) return MNET_E_REENTRANT;
  if (download->stack_gone) return MNET_E_STATE;
  if (download->net == nullptr) return download->download.step(now);  // has ended: tells how
  mnet::Net &net = *download->net;
  if (!mnet::net_may_call(net)) return MNET_E_REENTRANT;
  const mnet::OperationCall call(net);
  const std::uint64_t entered = mnet::net_counter(net);
  const Status status = download->download.step(now);
  mnet::net_account_application(net, mnet::net_counter(net) - entered);
  if (status != MNET_PENDING) mnet::net_leave(*download);
  return status;
}

MNET_API mnet_status mnet_download_cancel(mnet_download *download) {
  if (download == nullptr) return MNET_E_INVALID;
  if (download->net != nullptr && !mnet::net_may_call(*download->net)) return MNET_E_REENTRANT;
  const Status status = download->download.cancel();
  if (status == MNET_OK) mnet::net_leave(*download);
  return status;
}

MNET_API mnet_status mnet_download_get_progress(const mnet_download *download,
                                                mnet_download_progress *progress) {
  if (download == nullptr || progress == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*progress)) return MNET_E_VERSION;
  mnet::clear_result(*progress);
  download->download.fill_progress(*progress);
  if (download->stack_gone) progress->error = MNET_E_STATE;
  return MNET_OK;
}

MNET_API const char *mnet_download_state_name(std::uint32_t state) {
  return mnet::download_state_name(state);
}

}  // extern "C"
