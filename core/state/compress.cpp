#include "core/state/compress.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

namespace trimtab {
namespace {

/// zlib does not write through its input.
Bytef* input(std::string_view bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); }

/// Ends an inflation whatever way it is left.
class Inflation {
 public:
  explicit Inflation(std::string_view bytes) {
    stream_.next_in = input(bytes);
    stream_.avail_in = static_cast<uInt>(bytes.size());
    if (inflateInit(&stream_) != Z_OK) throw std::bad_alloc();
  }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;
  ~Inflation() { inflateEnd(&stream_); }

  /// Appends what comes next; Z_OK when there may be more, Z_STREAM_END at the checked end.
  int more(std::string& text) {
    std::array<char, 1U << 16> buffer{};
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(buffer.size());
    const int state = inflate(&stream_, Z_NO_FLUSH);
    text.append(buffer.data(), buffer.size() - stream_.avail_out);
    return state;
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::string compressed(std::string_view text) {
  uLongf size = compressBound(text.size());
  std::string bytes(size, '\0');
  // The fastest level: it is paid with every commit, and JSON shrinks to a seventh by it already.
  if (compress2(reinterpret_cast<Bytef*>(bytes.data()), &size, input(text), text.size(), Z_BEST_SPEED) != Z_OK) {
    throw std::bad_alloc();
  }
  bytes.resize(size);
  return bytes;
}

std::optional<std::string> decompressed(std::string_view bytes, std::size_t limit) {
  Inflation inflation(bytes);
  std::string text;
  int state = Z_OK;
  while (state == Z_OK && text.size() <= limit) state = inflation.more(text);
  if (state != Z_STREAM_END || text.size() > limit) return std::nullopt;
  return text;
}

}  // namespace trimtab
