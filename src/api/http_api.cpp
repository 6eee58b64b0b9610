#include <morpheusnet/http.h>

#include <cstdint>
#include <new>

#include "api/net_check.hpp"
#include "core/arena.hpp"
#include "http/http.hpp"

struct mnet_http : mnet::NetMember {
  mnet::HttpRequest request;
  bool stack_gone;  // the stack was shut down under it
};

using mnet::Status;

namespace {

void on_stopped(mnet::NetMember &member) {
  auto &http = static_cast<mnet_http &>(member);
  http.request.cancel();
  http.stack_gone = true;
}

}  // namespace

extern "C" {

MNET_API std::size_t mnet_http_size(void) { return mnet::arena_bytes(sizeof(mnet_http)); }

MNET_API mnet_status mnet_http_begin(mnet_net *net, const mnet_http_config *config, void *memory,
                                     std::uint64_t now, mnet_http **http) {
  if (net == nullptr || config == nullptr || memory == nullptr || http == nullptr) {
    return MNET_E_INVALID;
  }
  if (!mnet::known_size(*config)) return MNET_E_VERSION;
  if (!mnet::aligned(memory, mnet::kArenaAlignment)) return MNET_E_INVALID;
  Status status = mnet::HttpRequest::check_config(*config);
  if (mnet::failed(status)) return status;
  status = mnet::check_call(*net);
  if (mnet::failed(status)) return status;
  auto *begun = new (memory) mnet_http();
  status = begun->request.begin(*net, *config, now);
  if (mnet::failed(status)) return status;
  mnet::net_join(*net, *begun, on_stopped);
  *http = begun;
  return status;
}

MNET_API mnet_status mnet_http_step(mnet_http *http, std::uint64_t now) {
  if (http == nullptr) return MNET_E_INVALID;
  if (http->request.in_sink()) return MNET_E_REENTRANT;
  if (http->stack_gone) return MNET_E_STATE;
  if (http->net == nullptr) return http->request.step(now);  // has ended: tells how
  mnet::Net &net = *http->net;
  if (!mnet::net_may_call(net)) return MNET_E_REENTRANT;
  const mnet::OperationCall call(net);
  const std::uint64_t entered = mnet::net_counter(net);
  const Status status = http->request.step(now);
  mnet::net_account_application(net, mnet::net_counter(net) - entered);
  if (status != MNET_PENDING) mnet::net_leave(*http);
  return status;
}

MNET_API mnet_status mnet_http_cancel(mnet_http *http) {
  if (http == nullptr) return MNET_E_INVALID;
  if (http->net != nullptr && !mnet::net_may_call(*http->net)) return MNET_E_REENTRANT;
  const Status status = http->request.cancel();
  if (status == MNET_OK) mnet::net_leave(*http);
  return status;
}

MNET_API mnet_status mnet_http_get_progress(const mnet_http *http, mnet_http_progress *progress) {
  if (http == nullptr || progress == nullptr) return MNET_E_INVALID;
  if (!mnet::known_size(*progress)) return MNET_E_VERSION;
  mnet::clear_result(*progress);
  http->request.fill_progress(*progress);
  if (http->stack_gone) progress->error = MNET_E_STATE;
  return MNET_OK;
}

MNET_API const char *mnet_http_state_name(std::uint32_t state) {
  return mnet::http_state_name(state);
}

}  // extern "C"
