# One commit of a repository into DIRECTORY/COMMIT, then DIRECTORY/current leads there in one step. Older commits stay for
# those who still read them. What follows the arguments is run afterwards.
# Usage: fetch.sh REPOSITORY COMMIT DIRECTORY TOKEN_FILE KEY_FILE KNOWN_HOSTS_FILE [COMMAND...]; "-" where there is none
set -eu
umask 022
repository=$1 commit=$2 directory=$3 token=$4 key=$5 hosts=$6
shift 6
keep=5

export GIT_TERMINAL_PROMPT=0 GIT_CONFIG_NOSYSTEM=1 HOME=/tmp
if [ "$key" != - ]; then
  export GIT_SSH_COMMAND="ssh -i $key -o IdentitiesOnly=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=$hosts"
fi

in_git() { # a token is read by git itself, so that it is in no command line
  if [ "$token" = - ]; then
    git "$@"
  else
    git -c credential.helper= -c "credential.helper=!f() { echo username=token; echo password=\$(cat $token); }; f" "$@"
  fi
}

if [ ! -d "$directory/$commit" ]; then
  mkdir -p "$directory"
  new=$directory/.new-$commit
  rm -rf "$new"
  git init --quiet "$new"
  git -C "$new" remote add origin "$repository"
  # Some servers give a commit only as part of a branch.
  in_git -C "$new" fetch --quiet --depth 1 origin "$commit" || in_git -C "$new" fetch --quiet origin
  git -C "$new" -c advice.detachedHead=false checkout --quiet "$commit"
  rm -rf "$new/.git"
  mv "$new" "$directory/$commit"
fi
touch "$directory/$commit"
ln -s "$commit" "$directory/.current-$commit" 2>/dev/null || true
mv -T "$directory/.current-$commit" "$directory/current"
echo "$commit of $repository is current"
ls -1t "$directory" | grep -v '^current$' | tail -n +$((keep + 1)) | while read -r old; do rm -rf "${directory:?}/$old"; done
[ $# -eq 0 ] || exec "$@"
