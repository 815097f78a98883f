#include "core/target/kubernetes/lists_ahead.h"

#include <vector>

#include "core/support/side_by_side.h"

namespace trimtab {
namespace {

Result<KubeList> listed(KubeClient& client, const KubePlace& place, const std::string& selector) {
  const auto& [api_version, kind, name_space] = place;
  if (!client.knows(api_version, kind)) return KubeList();
  return client.list(api_version, kind, name_space, selector);
}

}  // namespace

std::set<KubePlace> places_in(const Record& record) {
  std::set<KubePlace> places;
  for (const auto& [id, recorded] : record.objects) {
    const auto manifest = recorded.object.desired.find("manifest");
    if (manifest == recorded.object.desired.end()) continue;
    KubeKey key = key_of(*manifest);
    places.emplace(std::move(key.api_version), std::move(key.kind), std::move(key.name_space));
  }
  return places;
}

KubeLists all_listed(KubeClient& client, const std::set<KubePlace>& wanted, const std::string& selector) {
  const std::vector<KubePlace> places(wanted.begin(), wanted.end());
  std::vector<Result<KubeList>> found(places.size());
  side_by_side(places.size(), [&](std::size_t one) { found[one] = listed(client, places[one], selector); });
  KubeLists lists;
  for (std::size_t one = 0; one < places.size(); ++one) lists.emplace(places[one], std::move(found[one]));
  return lists;
}

ListsAhead::ListsAhead(KubeClient& client, std::set<KubePlace> places, std::string selector)
    : places_(std::move(places)),
      reading_(std::async(std::launch::async, [this, &client, selector = std::move(selector)] {
        return all_listed(client, places_, selector);
      })) {}

std::optional<Result<KubeList>> ListsAhead::take(const KubePlace& place) {
  const std::scoped_lock lock(mutex_);
  if (!lists_) lists_ = reading_.get();
  auto found = lists_->extract(place);
  return found ? std::optional(std::move(found.mapped())) : std::nullopt;
}

}  // namespace trimtab
