#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "core/plugin/frame.h"
#include "core/plugin/host_limits.h"
#include "core/plugin/host_process.h"
#include "core/plugin/loader.h"
#include "core/support/launch.h"

namespace trimtab {
namespace {

const Until whenever{};

/// Takes the socket out of the low numbers, where a plugin might read or close it by mistake.
Descriptor keep_socket(int fd) {
  Descriptor kept(::fcntl(fd, F_DUPFD_CLOEXEC, 100));
  const Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (kept && null) ::dup2(null.get(), fd);
  return kept;
}

bool answer(int socket, Channel& channel, const std::string& body) {
  const std::size_t end = body.find('\0');
  if (end == std::string::npos) return false;
  const auto raw = channel.call(std::string_view(body).substr(0, end), std::string_view(body).substr(end + 1));
  if (!raw) return write_frame(socket, FrameKind::broken, error_body(raw.error()), whenever).has_value();
  // A status that is no digit is nonsense to the door as well; '9' stands for it.
  const char status = raw->status >= 0 && raw->status <= 8 ? static_cast<char>('0' + raw->status) : '9';
  const std::string head{status, raw->written ? '1' : '0'};
  return write_frame(socket, FrameKind::reply, head + raw->json, whenever).has_value();
}

}  // namespace

int run_plugin_host(int fd, const std::string& plugin) {
  limit_plugin_host();
  const Descriptor socket = keep_socket(fd);
  if (!socket) return 1;
  end_with(socket.get());
  const auto disk = make_system_disk();
  const NoteSink notes = [&](const std::string&, int level, std::string_view text) {
    const char digit = level >= 0 && level <= 2 ? static_cast<char>('0' + level) : '1';
    // A lost note is no reason to stop.
    (void)write_frame(socket.get(), FrameKind::note, digit + std::string(text), whenever);
  };
  auto loaded = load_plugin(*disk, plugin, {notes, nullptr});
  const std::string hello = loaded ? std::string() : error_body(loaded.error());
  if (!write_frame(socket.get(), FrameKind::hello, hello, whenever) || !loaded) return 1;
  for (;;) {
    const auto frame = read_frame(socket.get(), largest_reply, whenever);
    if (!frame || frame->kind != FrameKind::call || !answer(socket.get(), **loaded, frame->body)) return 0;
  }
}

}  // namespace trimtab
