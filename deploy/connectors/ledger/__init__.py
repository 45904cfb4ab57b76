"""Where the lease and the ledger of one system in one environment are kept, side by side in one store.

The stores know conditions, not meanings: how a lease is held is in `engine.lease`, what rows mean in
`model.history`.
"""
