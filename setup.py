"Packaging. Names, version and dependencies all stand in settings.ini."
from configparser import ConfigParser
from pathlib import Path
from setuptools import setup

here = Path(__file__).resolve().parent
ini = ConfigParser(delimiters=['='])
ini.read(here/'settings.ini', encoding='utf-8')
s = ini['DEFAULT']
readme = here/'README.md'
status = dict(enumerate('Planning Pre-Alpha Alpha Beta Production/Stable Mature Inactive'.split(), 1))
pythons = [f'3.{i}' for i in range(int(s['min_python'].split('.')[1]), int(s['max_python'].split('.')[1])+1)]

setup(
    name=s['lib_name'],
    version=s['version'],
    description=s['description'],
    long_description=readme.read_text(encoding='utf-8') if readme.exists() else s['description'],
    long_description_content_type='text/markdown',
    author=s['author'],
    author_email=s['author_email'],
    license='Apache-2.0',
    license_files=['LICENSE'],
    keywords=s['keywords'].split(),
    url=s['git_url'],
    project_urls={'Documentation': s['doc_host']+s['doc_baseurl']},
    packages=[s['lib_path']],
    include_package_data=True,
    package_data={s['lib_path']: ['*.css', 'pretrained/*/*']},
    python_requires=f">={s['min_python']}",
    install_requires=s['requirements'].split(),
    extras_require={'dev': s['dev_requirements'].split(), 'distributed': s['distributed_requirements'].split()},
    entry_points={'console_scripts': [s['console_scripts']], 'nbdev': [f"{s['lib_path']}={s['lib_path']}._modidx:d"]},
    classifiers=[f"Development Status :: {s['status']} - {status[int(s['status'])]}",
                 f"Intended Audience :: {s['audience']}",
                 f"Natural Language :: {s['language']}",
                 'Framework :: Jupyter',
                 'Topic :: Scientific/Engineering :: Artificial Intelligence',
                 *(f'Programming Language :: Python :: {p}' for p in pythons)],
)
