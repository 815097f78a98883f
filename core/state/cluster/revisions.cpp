#include "core/state/cluster/revisions.h"

#include <unordered_map>

#include "core/state/cluster/inventory.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

Value about(const Revision& revision) {
  return {{"spec", revision.spec},       {"facts", revision.facts}, {"chosen", revision.chosen},
          {"plugins", revision.plugins}, {"slots", revision.slots}, {"terms", revision.terms}};
}

Value order_of(const std::vector<Object>& objects) {
  Value order = Value::array();
  for (const Object& object : objects) order.push_back(object.id.text());
  return order;
}

}  // namespace

Revision headline_of(const HeadRevision& kept) {
  Revision revision;
  revision.number = kept.number;
  revision.run = kept.run;
  revision.at = kept.at;
  revision.spec_digest = kept.spec_digest;
  return revision;
}

Result<Revision> read_revision(const HeadRevision& kept, Shelf& shelf) {
  TRIMTAB_TRY(const std::string text, shelf.get(kept.about));
  Value value = Value::parse(text);
  Revision revision = headline_of(kept);
  revision.spec = std::move(value.at("spec"));
  revision.facts = std::move(value.at("facts"));
  revision.chosen = std::move(value.at("chosen"));
  revision.plugins = value.at("plugins").get<std::map<std::string, std::string>>();
  revision.slots = value.at("slots").get<std::map<std::string, std::int64_t>>();
  revision.terms = value.value("terms", Terms());  // none in what an earlier trimtab wrote
  return revision;
}

Result<std::vector<Object>> read_objects(const HeadRevision& kept, Shelf& shelf) {
  StoredList wanted = kept.objects;
  wanted.push_back(kept.order);
  TRIMTAB_TRY(std::vector<std::string> texts, shelf.get(wanted));
  const Value order = Value::parse(texts.back());
  texts.pop_back();
  std::unordered_map<std::string, Object> by_id;
  for (const std::string& text : texts) {
    for (Object& object : objects_in(text)) {
      std::string id = object.id.text();
      by_id.emplace(std::move(id), std::move(object));
    }
  }
  std::vector<Object> objects;
  for (const Value& id : order) objects.push_back(std::move(by_id.at(id.get<std::string>())));
  return objects;
}

Status store_revision(const Revision& revision, Shelf& shelf, const std::set<Stored>& there, Head& head) {
  HeadRevision kept{revision.number, revision.run, revision.at, revision.spec_digest, {}, {}, {}};
  std::vector<const Object*> objects;
  for (const Object& object : revision.objects) objects.push_back(&object);
  TRIMTAB_TRY(kept.about, shelf.put(canonical_json(about(revision)), head.epoch, there));
  TRIMTAB_TRY(kept.order, shelf.put(canonical_json(order_of(revision.objects)), head.epoch, there));
  TRIMTAB_TRY(kept.objects, shelf.put(bundles_of(objects), head.epoch, there));
  head.revisions.push_back(std::move(kept));
  if (head.revisions.size() > kept_revisions) head.revisions.erase(head.revisions.begin());
  return {};
}

}  // namespace trimtab
