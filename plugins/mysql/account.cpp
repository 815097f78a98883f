#include "account.h"

#include <cctype>
#include <set>

#include "statements.h"

namespace trimtab::mysql {
namespace {

/// $0 client, $1 option file, $2 statements. The statements hold a password, hence a file and not an argument.
constexpr const char* run_file = R"(exec "$0" "--defaults-file=$1" --batch <"$2")";

/// The same, where the way to a server that is ready opens a little later: names and addresses of services spread.
constexpr const char* wait_and_run_file = R"sh(tries=0
until "$0" "--defaults-file=$1" --connect-timeout=5 --batch --execute='SELECT 1' >/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || exit 1
  sleep 1
done
exec "$0" "--defaults-file=$1" --batch <"$2")sh";

/// $0 client, $1 option file of the claim's user. Nothing is made: it must be there.
constexpr const char* try_login = R"sh(tries=0
until "$0" "--defaults-file=$1" --connect-timeout=5 --batch --execute='SELECT 1' >/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 5 ] || exit 1
  sleep 1
done)sh";

/// $0 client, $1 option file of the claim's user, $2 what its database must be encoded in.
constexpr const char* check_login =
    R"sh(found=$("$0" "--defaults-file=$1" --connect-timeout=3 --batch --skip-column-names \
  --execute="SELECT CONCAT(@@character_set_database, ' ', @@collation_database)") || exit 1
[ "$found" = "$2" ])sh";

struct Names {
  std::string task;      ///< also the name by which the plan shows the claim
  std::string password;  ///< secret
  std::string login;     ///< secret
};

std::string default_name(const ExpandContext& context, const Claim& claim, std::size_t limit) {
  std::string name = context.stack() + "-" + claim.by();
  if (claim.property() != "database") name += "-" + claim.property();
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return shortened(name, limit, '_');
}

Account account_of(const ExpandContext& context, const Claim& claim) {
  const View& spec = context.spec();
  return {claim.parameters().text("name", default_name(context, claim, 64)),
          claim.parameters().text("user", default_name(context, claim, 32)), spec.text("charset", "utf8mb4"),
          spec.text("collation", "utf8mb4_unicode_ci")};
}

/// Where the client is in no image it is on this machine.
Run in_place(Run run, const View& spec, const Access& access) {
  if (access.image.empty()) return run.timeout("2m");
  return run.image(access.image, image_account, image_account).kubernetes(spec).timeout("10m");  // pulling it counts
}

Task login_task(const View& spec, const Access& access, const Names& names, const Account& account) {
  const Run run({"/bin/sh", "-c", try_login, access.client, ref::secret(names.login, "client.cnf")});
  const std::string text = "log in to database " + account.database + " as " + account.user;
  Task task(names.task, in_place(run, spec, access));
  return task.back(Back::keep).description(text).summary(text);
}

Task account_task(const View& spec, const Access& access, const Names& names, const Account& account) {
  const Run run({"/bin/sh", "-c", access.image.empty() ? run_file : wait_and_run_file, access.client,
                 ref::secret(access.administration, "client.cnf"), ref::secret(names.login, "account.sql")});
  const Run check = Run({"/bin/sh", "-c", check_login, access.client, ref::secret(names.login, "client.cnf"),
                         account.charset + " " + account.collation});
  Task task(names.task, in_place(run, spec, access));
  if (!access.volume.empty()) task.uses(access.volume);
  return task.check(check)
      .back(Back::rerun)
      .input("database", account.database)
      .input("user", account.user)
      .description("database " + account.database + " and user " + account.user)
      .summary(account.database == account.user ? "database and user " + account.database
                                                : "database " + account.database + " and user " + account.user);
}

void answer(const Claim& claim, const Access& access, const Names& names, const Account& account,
            Expansion& expansion) {
  const std::string made = "task/" + names.task;
  const std::string& id = claim.id();
  expansion.claim(id, "engine", Output::string("mysql"));
  expansion.claim(id, "flavor", Output::string(access.is_mariadb() ? "mariadb" : "mysql"));
  expansion.claim(id, "version", Output::string(access.version));
  expansion.claim(id, "host", access.host_output);
  expansion.claim(id, "port", access.port_output);
  expansion.claim(id, "database", Output::string(account.database).after(made));
  expansion.claim(id, "user", Output::string(account.user).after(made));
  expansion.claim(id, "password", Output::secret(names.password, "password").after(made));
}

/// Two claims on one database, or of one user, would overwrite each other; the server's own belong to no claim.
void check_distinct(std::set<std::string>& seen, const char* what, const std::string& name, const Claim& claim,
                    Expansion& expansion) {
  if (seen.insert(name).second) return;
  expansion.say(Diagnostic::error("E0449", std::string(what) + " " + name + " is taken")
                    .why("it belongs to the server itself or to another claim")
                    .next("give " + claim.id() + " another " + (std::string(what) == "user" ? "user" : "name")));
}

/// Who makes nothing for a claim must be told what is there.
void check_complete(const Claim& claim, Expansion& expansion) {
  std::string missing;
  for (const char* field : {"name", "user", "password"}) {
    const View& said = claim.parameters();
    const bool is_there =
        said.has(field) && !(std::string(field) == "password" && said.at(field).contains("generated"));
    if (!is_there) missing += (missing.empty() ? "" : ", ") + std::string(field);
  }
  if (missing.empty()) return;
  expansion.say(Diagnostic::error("E0481", claim.id() + " does not say its " + missing)
                    .why("there is no \"admin\", so databases and users are made by someone else")
                    .next("name them in the claim, or give this component an \"admin\""));
}

void add_claim(const ExpandContext& context, const Access& access, const Claim& claim, const Account& account,
               Expansion& expansion) {
  const Names names{claim_name(claim, "database"), claim_name(claim, "database", "user"),
                    claim_name(claim, "database", "login")};
  const Json generated{{"generated", {{"length", 32}}}};
  const Json source = claim.parameters().has("password") ? claim.parameters().at("password") : generated;
  const auto password = [&](const char* filter) { return ref::value(names.password, "password", filter); };
  const bool made = !access.administration.empty();
  Secret login(names.login);
  if (made) login.from_template("account.sql", account_statements(account, password("base64")));
  login.from_template("client.cnf", client_cnf(access, account.user, password("ini"), account.database));
  Task task =
      made ? account_task(context.spec(), access, names, account) : login_task(context.spec(), access, names, account);
  if (!access.needs.empty()) task.needs(access.needs);
  expansion.add(Secret(names.password).source("password", source)).add(login).add(task);
  answer(claim, access, names, account, expansion);
}

}  // namespace

void add_accounts(const ExpandContext& context, const Access& access, Expansion& expansion) {
  std::set<std::string> databases{"mysql", "sys", "information_schema", "performance_schema"};
  std::set<std::string> users{"root"};
  for (const Claim& claim : context.claims_on_it()) {
    const Account account = account_of(context, claim);
    check_distinct(databases, "database", account.database, claim, expansion);
    check_distinct(users, "user", account.user, claim, expansion);
    if (access.administration.empty()) check_complete(claim, expansion);
    add_claim(context, access, claim, account, expansion);
  }
}

}  // namespace trimtab::mysql
