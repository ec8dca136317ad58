"""scikit-learn on the same customers: KMeans (Lloyd) for k = 2 to 10 with ten starts each, then exact silhouettes of every k.

python peer.py FILE SILHOUETTES(0|1)   prints {"runs": ms, "silhouettes": ms or null, "by_k": [inertia, silhouette, ...]}
"""
import json
import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

data = open(sys.argv[1], "rb").read()
n = len(data) // 16
whole = np.frombuffer(data, "<u4", 2 * n)
columns = [whole[:n].astype(float), whole[n:].astype(float), np.frombuffer(data, "<f8", n, 8 * n) / 1e4]
# The same features: logarithms (of both sides of zero), standardised by the population's deviation.
points = np.column_stack([np.sign(c) * np.log1p(np.abs(c)) for c in columns])
points = (points - points.mean(axis=0)) / points.std(axis=0)
KMeans(2, n_init=1, random_state=0).fit(points[:100])

start = time.perf_counter()
fits = [KMeans(k, n_init=10, algorithm="lloyd", random_state=42).fit(points) for k in range(2, 11)]
runs = time.perf_counter() - start
start = time.perf_counter()
wanted = sys.argv[2] == "1"
scores = [silhouette_score(points, fit.labels_) if wanted else None for fit in fits]
silhouettes = time.perf_counter() - start
by_k = [x for fit, score in zip(fits, scores) for x in (fit.inertia_, score)]
print(json.dumps({"runs": runs * 1e3, "silhouettes": silhouettes * 1e3 if wanted else None, "by_k": by_k}))
