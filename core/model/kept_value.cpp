#include "core/model/kept_value.h"

#include "core/model/json_text.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

constexpr std::uint64_t largest = std::uint64_t{64} << 20;
constexpr std::size_t digits = 16;

}  // namespace

KeptValue::KeptValue(Disk& disk, Path directory, const std::string& name, const std::string& of)
    : disk_(disk),
      directory_(std::move(directory)),
      file_(directory_ / (name + "-" + sha256(of).substr(0, digits) + ".json")) {}

std::optional<Value> KeptValue::read() const {
  if (directory_.empty()) return std::nullopt;
  const auto text = disk_.read(file_, largest);
  if (!text) return std::nullopt;
  auto kept = parse_json(*text);
  if (!kept || !kept->is_object()) return std::nullopt;
  const auto value = kept->find("value");
  const auto digest = kept->find("digest");
  if (value == kept->end() || digest == kept->end() || *digest != digest_of(*value)) return std::nullopt;
  return std::move(*value);
}

void KeptValue::write(const Value& value) const {
  if (directory_.empty()) return;
  if (!disk_.make_directory(directory_, Access{0700})) return;
  const Value kept{{"digest", digest_of(value)}, {"value", value}};
  [[maybe_unused]] const Status written = disk_.write(file_, kept.dump(), Access{0600});
}

void KeptValue::remove() const {
  if (directory_.empty()) return;
  [[maybe_unused]] const Status removed = disk_.remove_file(file_);
}

}  // namespace trimtab
