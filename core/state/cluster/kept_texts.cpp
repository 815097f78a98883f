#include "core/state/cluster/kept_texts.h"

#include <set>
#include <utility>

#include "core/support/base64.h"

namespace trimtab {
namespace {

std::map<std::string, std::string> texts_in(const Value& file) {
  std::map<std::string, std::string> texts;
  for (const auto& [digest, bytes] : file.items()) {
    if (bytes.is_string()) texts.emplace(digest, bytes);
  }
  return texts;
}

}  // namespace

KeptTexts::KeptTexts(KeptValue file, For whom) : file_(std::move(file)) {
  if (whom == For::writer) return;
  if (const auto kept = file_.read(); kept && kept->is_object()) kept_ = texts_in(*kept);
}

std::optional<std::string> KeptTexts::find(const Stored& stored) {
  const std::lock_guard guard(mutex_);
  const auto found = kept_.find(stored.digest);
  if (found == kept_.end()) return std::nullopt;
  auto bytes = base64_decoded(found->second);
  if (!bytes || stored_digest(*bytes) != stored.digest) return std::nullopt;
  used_.insert(*found);
  return bytes;
}

void KeptTexts::add(const Stored& stored, std::string_view bytes) {
  const std::lock_guard guard(mutex_);
  used_.emplace(stored.digest, base64(bytes));
  added_ = true;
}

void KeptTexts::narrow_to(const StoredList& wanted) {
  std::set<std::string_view> digests;
  for (const Stored& one : wanted) digests.insert(one.digest);
  const std::lock_guard guard(mutex_);
  std::erase_if(used_, [&](const auto& text) { return !digests.contains(text.first); });
}

KeptTexts::~KeptTexts() {
  if (added_) file_.write(used_);
}

}  // namespace trimtab
