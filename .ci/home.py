"""Keep every address of this repository what `user` and `repo` in settings.ini say.

    python .ci/home.py           put the Colab badge and the install cell under the title of each numbered notebook,
                                 and the right address into badges, install lines and links of all notebooks
    python .ci/home.py 00_data   the same, in that notebook alone
    python .ci/home.py --check   change nothing; name each place that disagrees, and exit with 1 if there is one

What is generated (README.md, cifar_nb/_modidx.py, nbs/nbdev.yml) is checked here and written by `make export readme`."""
import argparse, json, re, sys
from configparser import ConfigParser
from pathlib import Path

top = Path(__file__).resolve().parent.parent
ini = ConfigParser(delimiters=['='])
ini.read(top/'settings.ini', encoding='utf-8')
user,repo,branch = (ini['DEFAULT'][o] for o in ('user', 'repo', 'branch'))
# whose GitHub repositories a text may link to, besides ours
others = {'actions', 'albumentations-team', 'answerdotai', 'fastai', 'jacobgil', 'karpathy', 'kellerjordan', 'kornia', 'kuangliu', 'pytorch'}

_user,_repo = r'(?P<user>[A-Za-z0-9][A-Za-z0-9-]*)',r'(?P<repo>[\w-]+(?:\.(?!git\b)[\w-]+)*)'
always_ours = re.compile(rf'(?:colab\.research\.google\.com/github/|git\+https://github\.com/){_user}/{_repo}')
maybe_ours = [re.compile(rf'(?:github|raw\.githubusercontent)\.com/{_user}/{_repo}'), re.compile(rf'{_user}\.github\.io/{_repo}')]

def where(m): return m['user'], m['repo']

def disagreements(text):
    "Each address in `text` that is neither ours nor one of the `others`"
    bad = [m for m in always_ours.finditer(text) if where(m)!=(user, repo)]
    return bad + [m for o in maybe_ours for m in o.finditer(text) if where(m)!=(user, repo) and m['user'].lower() not in others]

def moved(text, old):
    "`text` with the addresses that are always ours, and those of the `old` homes, at home"
    def _new(m, ours=False):
        if not ours and where(m) not in old: return m[0]
        a,b = m.start(),m.start('user')
        return m.string[a:b] + user + m.string[m.end('user'):m.start('repo')] + repo
    text = always_ours.sub(lambda m: _new(m, True), text)
    for o in maybe_ours: text = o.sub(_new, text)
    return text

def read(path): return json.loads(path.read_text(encoding='utf-8'))
def source(cell): return ''.join(cell['source'])

def cells(path):
    "The badge and the install cell of the notebook at `path`"
    colab = 'https://colab.research.google.com'   # HTML, as the site makes a captioned figure of a Markdown image that stands alone
    badge = f'''<a href="{colab}/github/{user}/{repo}/blob/{branch}/nbs/{path.name}"><img src="{colab}/assets/colab-badge.svg" alt="Open in Colab"></a>'''
    install = f'''#| hide
from importlib.util import find_spec
from pathlib import Path
if (spec := find_spec('cifar_nb')) is None or spec.origin is None: # it is not installed
    if not Path('../settings.ini').is_file(): # no clone, as in Colab: notebooks read what is kept in results
        !git clone -q --depth 1 -b {branch} https://github.com/{user}/{repo}
        %cd -q {repo}/nbs
    %pip install -q ..
elif Path('{repo}/nbs').is_dir(): # Colab, started again
    %cd -q {repo}/nbs'''
    return [dict(cell_type='markdown', id='colab-badge', metadata={}, source=badge.splitlines(True)),
            dict(cell_type='code', id='colab-install', metadata={}, source=install.splitlines(True), execution_count=None, outputs=[])]

def settled(path, old=()):
    "The notebook at `path` as it should be"
    nb = read(path)
    if path.name[0].isdigit():
        badge,install = cells(path)
        rest = [c for c in nb['cells'] if c.get('id') not in ('colab-badge', 'colab-install')]
        title = next((i for i,c in enumerate(rest) if c['cell_type']=='markdown' and source(c).startswith('# ')), -1)
        nb['cells'] = rest[:title+1] + [badge, install] + rest[title+1:]
    for c in nb['cells']: c['source'] = moved(source(c), old).splitlines(True)
    return nb

def check(notebooks):
    "A line for each place that disagrees with settings.ini"
    for path in notebooks:
        nb = read(path)
        for c in nb['cells']: yield from (f'nbs/{path.name}: {m[0]}' for m in disagreements(source(c)))
        if settled(path)!=nb: yield f'nbs/{path.name}: the Colab badge or the install line is missing or out of date'
    for pat in 'README.md', 'nbs/*.yml', 'cifar_nb/*.py', '.github/workflows/*.yml':
        for path in sorted(top.glob(pat)):
            yield from (f'{path.relative_to(top)}: {m[0]}' for m in disagreements(path.read_text(encoding='utf-8')))

def main():
    notebooks = sorted(p for p in (top/'nbs').glob('*.ipynb') if p.name[0] not in '._')
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*', metavar='NOTEBOOK')
    parser.add_argument('--check', action='store_true')
    a = parser.parse_args()
    if unknown := {*a.names} - {p.stem for p in notebooks}: parser.error(f'no notebook is called {", ".join(sorted(unknown))}')
    chosen = [p for p in notebooks if not a.names or p.stem in a.names]
    if a.check:
        if bad := list(check(chosen)):
            print(f'settings.ini says {user}/{repo}; this disagrees, and `make home export readme` puts it right',
                  "(another project's address needs its owner in `others` of .ci/home.py):", *bad, sep='\n')
        sys.exit(bool(bad))
    old = {where(m) for path in notebooks for c in read(path)['cells'] for m in always_ours.finditer(source(c))}
    if (yml := top/'nbs/nbdev.yml').exists(): old |= {where(m) for m in re.finditer(rf'repo-url: "https://github\.com/{_user}/{_repo}', yml.read_text())}
    for path in chosen:
        new = json.dumps(settled(path, old), sort_keys=True, indent=1, ensure_ascii=False)+'\n'   # as nbdev_clean writes it
        if new!=path.read_text(encoding='utf-8'):
            path.write_text(new, encoding='utf-8')
            print(f'nbs/{path.name}: put right')

if __name__=='__main__': main()
