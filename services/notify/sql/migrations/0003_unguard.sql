-- Whoever has no foreldreansvar any more is not to hear of the child.
SELECT grant_service('DELETE', 'watchers');
